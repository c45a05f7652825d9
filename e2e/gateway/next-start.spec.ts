/** The gateway under plain `next start`: rewrites lead the public bases to the API route, and the same suite passes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { conformanceCases } from '@/lib/boot/testing/conformance-cases'
import { buildEstate } from '@/lib/boot/testing/estate'
import type { Target } from '@/lib/boot/testing/target'
import { freePort, newDataDir, startProcess, type TollgateProcess, waitUntilReady } from '../process/tollgate-process'

test.describe('plain next start', () => {
  test.describe.configure({ timeout: 120_000 })
  const dataDir = newDataDir()
  let tollgate: TollgateProcess
  let target: Target
  const simulator = spawn(process.execPath, ['dist/simulator.js'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })

  test.beforeAll(async () => {
    test.setTimeout(400_000)
    const [{ url: simulatorUrl }] = (await once(simulator, 'message')) as [{ url: string }]
    // The demo's first start leaves a management token; from then on the data directory is Next's alone.
    const demo = startProcess(['scripts/demo.mjs'], { port: await freePort(), dataDir })
    await waitUntilReady(demo)
    expect(await demo.end('SIGTERM')).toBe(0)
    const port = await freePort()
    const env = { ALLOWED_PRIVATE_BACKENDS: '127.0.0.0/8' }
    tollgate = startProcess(['node_modules/next/dist/bin/next', 'start', '-p', String(port), '-H', 'localhost'], {
      port,
      dataDir,
      env,
    })
    await waitUntilReady(tollgate, '/api/v1/openapi.json')
    target = {
      url: tollgate.url,
      simulatorUrl,
      api: tollgate.api,
      estate: await buildEstate(tollgate.api, simulatorUrl, `next-${Date.now().toString(36)}`),
    }
  })
  test.afterAll(async () => {
    await tollgate?.end('SIGTERM')
    simulator.kill()
    rmSync(dataDir, { recursive: true, force: true })
  })

  for (const { name, run } of conformanceCases) test(name, () => run(target))
})
