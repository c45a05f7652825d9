/** Every TypeScript source of the project that is ours, path → text. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const skipped = new Set(['node_modules', '.next', 'dist', '.data', '.git', 'generated', 'test-results', 'playwright-report'])

export function readProject(root: string): Map<string, string> {
  const texts = new Map<string, string>()
  readFolder(root, '', texts)
  return texts
}

function readFolder(root: string, folder: string, texts: Map<string, string>): void {
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const name = path.posix.join(folder, entry.name)
    if (entry.isDirectory() && !skipped.has(entry.name)) readFolder(root, name, texts)
    else if (entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts')) {
      texts.set(name, readFileSync(path.join(root, name), 'utf8'))
    }
  }
}
