// `npm run dev`: the server from its sources, Next in development mode. Restart it after a change under lib/ that pages do not import.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { stopWithNpm } from './launch.mjs'

stopWithNpm()
const root = path.resolve(import.meta.dirname, '..')
process.env.NODE_ENV = 'development'
process.env.NEXT_TELEMETRY_DISABLED ??= '1'
spawnSync(process.execPath, [path.join(root, 'scripts', 'generate-client.mjs')], { stdio: 'inherit' })
process.chdir(root)
process.argv = [process.argv[0], path.join(root, 'server.ts'), '--dev', ...process.argv.slice(2)]
await import('tsx')
await import(path.join(root, 'server.ts'))
