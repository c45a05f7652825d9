/** `npm run chaos [-- --rounds 20]`: the chaos suite at its full length, on a build made where it is missing or stale. */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { ensureBuild } from './launch.mjs'
import { runScript } from './run-script'

runScript(async () => {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } })
  ensureBuild()
  const env = { ...process.env, CHAOS_ROUNDS: values.rounds, CHAOS_FULL: '1' }
  const program = ['node_modules/@playwright/test/cli.js', 'test', 'e2e/chaos']
  process.exitCode = spawnSync(process.execPath, program, { stdio: 'inherit', env }).status ?? 1
})
