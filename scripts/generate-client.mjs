// Runs `prisma generate` without the network: generating needs no engine, only the name of some executable in its place.
// Plain JavaScript, because npm calls it right after install. `--quiet` (postinstall) never fails an install: build and
// tests generate again where it did not work.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const cli = path.join(root, 'node_modules', 'prisma', 'build', 'index.js')
const isQuiet = process.argv.includes('--quiet')

if (!existsSync(cli) || !existsSync(path.join(root, 'prisma', 'schema'))) {
  process.exit(isQuiet ? 0 : 1)
}
const result = spawnSync(process.execPath, [cli, 'generate'], {
  cwd: root,
  encoding: 'utf8',
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  },
})
if (result.status !== 0 && !isQuiet) process.stderr.write(`${result.stdout}${result.stderr}\n`)
process.exit(isQuiet ? 0 : (result.status ?? 1))
