// Tells whether the build is of these very sources: a digest of every file that goes into it, kept in dist/.
// Plain JavaScript, so that starting needs no TypeScript loader where nothing is to be built.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '..')
const stampFile = path.join(root, 'dist', 'build-stamp')
const folders = ['app', 'components', 'lib', 'public', 'prisma/schema', 'simulator']
const files = [
  'server.ts',
  'proxy.ts',
  'instrumentation.ts',
  'next.config.ts',
  'package.json',
  'tsconfig.json',
  'scripts/build.ts',
]

export function isBuilt() {
  const products = [
    'dist/server.js',
    'dist/console.js',
    'dist/flush-worker.js',
    'dist/simulator.js',
    '.next/BUILD_ID',
    'lib/db/generated/client.ts',
  ]
  if (!products.every((file) => existsSync(path.join(root, file)))) return false
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digestSources()
}

export function stampBuild() {
  mkdirSync(path.dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, digestSources())
}

function digestSources() {
  const hash = createHash('sha256')
  for (const file of [...files, ...folders.flatMap(listFiles)].sort()) {
    const full = path.join(root, file)
    if (!existsSync(full) || /\.test\.tsx?$/.test(file)) continue
    hash.update(`${file}\0`).update(readFileSync(full)).update('\0')
  }
  return hash.digest('hex')
}

function listFiles(folder) {
  if (!existsSync(path.join(root, folder))) return []
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : listFiles(name)
    return entry.isFile() ? [name] : []
  })
}
