/** One of two backends is killed while calls pour in: nobody notices whose answer had not begun. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findProjectRoot } from '@/lib/base/project-root'
import { buildEstate } from '@/lib/boot/testing/estate'
import { buildPool, type PoolEstate } from '@/lib/boot/testing/pool-estate'
import type { Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

const CALLERS = 60
const CALLS = 1_200
const KILL_AFTER_CALLS = 300

let gateway: TestGateway
let target: Target
const providers: ChildProcess[] = []

beforeAll(async () => {
  gateway = await startTestGateway()
  const estate = await buildEstate(gateway.api, gateway.simulator.url, 'load')
  target = { url: gateway.url, simulatorUrl: gateway.simulator.url, api: gateway.api, estate }
}, 120_000)

afterAll(async () => {
  for (const provider of providers) provider.kill('SIGKILL')
  await gateway.close()
})

/** A simulated provider in a process of its own, which can be killed. */
async function startProvider(): Promise<{ url: string; process: ChildProcess }> {
  const args = ['--import', 'tsx', 'simulator/main.ts', '--think-ms', '30', '--chunk-ms', '5', '--keep-requests', '0']
  const child = spawn(process.execPath, args, { cwd: findProjectRoot(), stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  providers.push(child)
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return { url, process: child }
}

type Ending = 'answered' | 'broke off after its first byte' | 'error'

/** One call after the other's answer, plain or streaming, until all callers together have made enough. */
async function call(pool: PoolEstate, isStream: boolean, endings: Ending[], onEnding: () => void): Promise<void> {
  while (endings.length < CALLS) {
    const reply = await pool.ask('[tokens=20] go', { stream: isStream })
    const isWhole = reply.status === 200 && (isStream ? reply.text.includes('[DONE]') : reply.text.includes('"usage"'))
    const hasBegun = reply.status === 200 && isStream && reply.text.includes('"content"')
    endings.push(isWhole ? 'answered' : hasBegun ? 'broke off after its first byte' : 'error')
    onEnding()
  }
}

describe.each(['weighted', 'least-busy', 'least-latency'] as const)(
  'one of two backends is killed under load (%s)',
  (strategy) => {
    it('and no caller sees an error whose first byte had not been sent', async () => {
      const [one, two] = await Promise.all([startProvider(), startProvider()])
      const member = ({ url }: { url: string }) => ({
        baseUrl: `${url}/openai/v1`,
        deployment: 'gpt-4o-mini',
        priority: 1,
        weight: 50,
      })
      const pool = await buildPool(target, `load ${strategy}`, [member(one), member(two)], { strategy })
      const endings: Ending[] = []
      const kill = () => {
        if (endings.length === KILL_AFTER_CALLS) one.process.kill('SIGKILL')
      }
      await Promise.all(Array.from({ length: CALLERS }, (_, i) => call(pool, i % 2 === 0, endings, kill)))
      const countOf = (ending: Ending) => endings.filter((one_) => one_ === ending).length
      expect(countOf('error')).toBe(0)
      // Only streams that one backend had begun can have broken off: at most those of that moment.
      expect(countOf('broke off after its first byte')).toBeLessThanOrEqual(CALLERS)
      expect(countOf('answered')).toBeGreaterThan(CALLS - CALLERS)
      await gateway.running.dataPlane.ledger.drain(60_000)
      const { rows } = await gateway.running.pool.query<{ outcome: string; calls: number }>(
        `select outcome::text, count(*)::int as calls from usage_records where model = $1 group by 1`,
        [pool.model],
      )
      const booked = Object.fromEntries(rows.map(({ outcome, calls }) => [outcome, calls]))
      expect(booked).toEqual({
        answered: countOf('answered'),
        ...(countOf('broke off after its first byte') > 0 ? { failed: countOf('broke off after its first byte') } : {}),
      })
    }, 240_000)
  },
)
