// `npm run demo`: everything on this machine. Simulated providers in a process of their own (it ends with this one),
// then the server, which makes the demo organisation on its first start.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { root } from './build-stamp.mjs'
import { ensureBuild, runServer } from './launch.mjs'

ensureBuild()
console.log('Starting the simulated providers')
const simulator = spawn(process.execPath, [path.join(root, 'dist', 'simulator.js'), '--think-ms', '120', '--chunk-ms', '12'], {
  cwd: root,
  // Not in our process group: Ctrl-C is ours to handle, calls in flight still need their providers.
  detached: true,
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
})
process.on('exit', () => simulator.kill())
simulator.on('exit', () => console.error('The simulated providers ended'))
const [{ url }] = await once(simulator, 'message')
simulator.unref()
simulator.channel?.unref()
await runServer(['--demo', '--simulator', url, ...process.argv.slice(2)])
