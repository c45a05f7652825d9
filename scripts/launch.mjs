// What demo, start and dev share: the build is made where it is missing or stale, then the server runs in this very
// process, so that a signal has one place to go.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { isBuilt, root } from './build-stamp.mjs'

const NPM_LOOK_MS = 250

/**
 * npm runs a script through a shell, and hands SIGTERM to that alone: the shell ends, npm does, and the server would live on without
 * them, on its port. So it stops as if the signal had been its own. Asked first of all, while the arguments are npm's.
 */
export function stopWithNpm() {
  if (!process.env.npm_lifecycle_script?.includes(path.basename(process.argv[1]))) return
  const shell = process.ppid
  const look = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(look)
    process.kill(process.pid, 'SIGTERM')
  }, NPM_LOOK_MS)
  look.unref()
}

/** Builds where needed; ends the process where that fails. */
export function ensureBuild() {
  if (isBuilt()) return
  console.log('Preparing the build (first start, or the sources changed): about half a minute')
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', path.join(root, 'scripts', 'build.ts')], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
}

/** Runs dist/server.js here, as if it had been started with these arguments. */
export async function runServer(args) {
  process.env.NODE_ENV ??= 'production'
  process.env.NEXT_TELEMETRY_DISABLED ??= '1'
  process.chdir(root)
  const server = path.join(root, 'dist', 'server.js')
  process.argv = [process.argv[0], server, ...args]
  await import(pathToFileURL(server).href)
}
