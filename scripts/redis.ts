/** A redis-server for the tests of shared counters: the one on the path, else the system's package manager installs it. */
import { spawnSync } from 'node:child_process'

const INSTALL_LIMIT_MS = 300_000

/** Throws a sentence naming redis-server where there is none and none can be installed. */
export function ensureRedis(say: (sentence: string) => void): void {
  if (doesStart()) return
  const isRoot = process.getuid?.() === 0
  if (isRoot) {
    say('redis-server is missing: installing it with the system’s package manager')
    run('apt-get', 'update', '-q')
    run('apt-get', 'install', '-y', '-q', '--no-install-recommends', 'redis-server')
  }
  if (doesStart()) return
  const way = isRoot ? 'apt-get could not install it' : 'this user may not install system packages'
  throw new Error(`redis-server is missing and ${way}: install it (on Debian: apt-get install redis-server).`)
}

function doesStart(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0
}

function run(program: string, ...args: string[]): void {
  spawnSync(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: INSTALL_LIMIT_MS,
    // Only the program is wanted: no service of the system's is to be started for a test.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  })
}
