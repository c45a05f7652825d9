/** `npm run build`: the Prisma client, the console (Next), the server and the simulator. Skipped where nothing changed; `--force` builds anyway. */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { isBuilt, root, stampBuild } from './build-stamp.mjs'
import { runScript } from './run-script'

runScript(async () => {
  if (isBuilt() && !process.argv.includes('--force')) return console.log('The build is up to date')
  rmSync(path.join(root, 'dist'), { recursive: true, force: true })
  await step('Generating the database client', () => run('scripts/generate-client.mjs'))
  await step('Building the server', bundle)
  await step('Building the console', () => run('node_modules/next/dist/bin/next', 'build'))
  stampBuild()
})

async function step(name: string, work: () => Promise<unknown>): Promise<void> {
  const startedMs = Date.now()
  console.log(`${name} …`)
  await work()
  console.log(`${name}: ${((Date.now() - startedMs) / 1000).toFixed(1)} s`)
}

async function bundle(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: {
      server: 'server.ts',
      start: 'lib/boot/start.ts',
      simulator: 'simulator/main.ts',
      console: 'lib/boot/console/thread.ts',
      'flush-worker': 'lib/runtime/ledger/flush-worker.ts',
    },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  })
}

/** Runs a program of ours with Node; shows what it says only where it fails. */
function run(script: string, ...args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, script), ...args], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
    }
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) return resolve()
      console.error(output)
      reject(new Error(`${script} failed with code ${code}`))
    })
  })
}
