/** The folder that holds package.json, from wherever this module was bundled to. */
import { existsSync } from 'node:fs'
import path from 'node:path'

export function findProjectRoot(from: string = import.meta.dirname ?? process.cwd()): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json')) && existsSync(path.join(folder, 'prisma', 'schema'))) return folder
    if (folder === path.dirname(folder)) return process.cwd()
  }
}
