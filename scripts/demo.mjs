// `npm run demo`: everything on this machine. Simulated providers in a process of their own (it ends with this one),
// then the server, which makes the demo organisation on its first start.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './build-stamp.mjs'
import { ensureBuild, runServer, stopWithNpm } from './launch.mjs'

stopWithNpm()
ensureBuild()
console.log('Starting the simulated providers')
const url = await startSimulator(rememberedPort())
await runServer(['--demo', '--simulator', url, ...process.argv.slice(2)])

/** Starts the providers and resolves with their URL; on any free port where the given one is taken by now. */
async function startSimulator(port) {
  const program = path.join(root, 'dist', 'simulator.js')
  const simulator = spawn(process.execPath, [program, '--think-ms', '120', '--chunk-ms', '12', '--port', String(port)], {
    cwd: root,
    // Not in our process group: Ctrl-C is ours to handle, calls in flight still need their providers.
    detached: true,
    stdio: ['ignore', 'ignore', port === 0 ? 'inherit' : 'ignore', 'ipc'],
  })
  const started = once(simulator, 'message').then(([message]) => message.url)
  const url = await Promise.race([started, once(simulator, 'exit').then(() => null)])
  if (url === null && port !== 0) return startSimulator(0)
  if (url === null) throw new Error('The simulated providers did not start')
  process.on('exit', () => simulator.kill())
  simulator.on('exit', () => console.error('The simulated providers ended'))
  simulator.unref()
  simulator.channel?.unref()
  return url
}

/** Where they listened last time: the demo's backends name that port, and need not be changed at every start. */
function rememberedPort() {
  try {
    const demo = JSON.parse(readFileSync(path.resolve(process.env.DATA_DIR || '.data', 'demo.json'), 'utf8'))
    return Number(new URL(demo.simulator).port)
  } catch {
    return 0
  }
}
