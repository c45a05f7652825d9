/** Floods: of keys nobody issued, and of calls of one key that end before they cost anything. Neither may fill a disk. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newSecret } from '@/lib/base/secret-text'
import { answerHealth } from '@/lib/boot/health'
import { buildEstate, type Estate } from '@/lib/boot/testing/estate'
import { chat, post, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

const FLOOD = 2_000
const TOKEN = 'a-token-for-metrics'

let gateway: TestGateway
let target: Target
let estate: Estate

beforeAll(async () => {
  gateway = await startTestGateway({ METRICS_TOKEN: TOKEN })
  estate = await buildEstate(gateway.api, gateway.simulator.url, 'flood')
  target = { url: gateway.url, simulatorUrl: gateway.simulator.url, api: gateway.api, estate }
})
afterAll(() => gateway?.close())

/** Many calls, some at a time; returns how often each status came. */
async function flood(call: (i: number) => Promise<{ status: number }>): Promise<Record<number, number>> {
  const statuses: Record<number, number> = {}
  let next = 0
  const worker = async () => {
    for (let i = next++; i < FLOOD; i = next++) {
      const { status } = await call(i)
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: 40 }, worker))
  return statuses
}

const spooled = () => gateway.running.dataPlane.ledger.status().spoolBytes

function sizeOfData(): number {
  return readdirSync(gateway.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'catalog.json')
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

it('counts wrong keys, and writes nothing for them', async () => {
  await gateway.running.dataPlane.ledger.drain(60_000)
  const [bytes, size] = [spooled(), sizeOfData()]
  const body = chat(estate.models.mini, 'hello')
  const wrong = (i: number) => (i % 2 === 0 ? newSecret('tg_') : `tg_${'x'.repeat(20)}${i}`)
  expect(await flood((i) => post(target, '/v1/chat/completions', wrong(i), body))).toEqual({ 401: FLOOD })
  expect(spooled()).toBe(bytes)
  expect(sizeOfData()).toBeLessThan(size + 4_096)
  const metrics = answerHealth('/metrics', `Bearer ${TOKEN}`, gateway.running)?.body ?? ''
  for (const name of ['spool_bytes', 'flush_lag_seconds', 'oldest_unflushed_seconds', 'flush_failing', 'catalog_age_seconds'])
    expect(metrics).toMatch(new RegExp(`^tollgate_${name} [0-9.]+$`, 'm'))
  expect(metrics).toContain(`tollgate_unauthenticated_total{code="invalid_api_key"} ${FLOOD}`)
})

it.each([
  ['refused', '{"broken', 400],
  ['for a model there is none of', JSON.stringify(chat('no-such-model', 'hello')), 404],
])('books calls of one key that are %s together, each counted', async (_kind, body, status) => {
  await gateway.running.dataPlane.ledger.drain(60_000)
  const bytes = spooled()
  const before = await sums()
  expect(await flood(() => post(target, '/v1/chat/completions', estate.open.key, body))).toEqual({ [status]: FLOOD })
  await gateway.running.dataPlane.ledger.drain(60_000)
  const after = await sums()
  expect(after.calls - before.calls, 'each is counted').toBe(FLOOD)
  const seconds = after.seconds - before.seconds + 1
  expect(after.records - before.records, 'ten a second of their own, and the rest in one').toBeLessThanOrEqual(12 * (seconds + 1))
  expect(spooled() - bytes).toBeLessThan(2_000 * 12 * (seconds + 1))
})

async function sums(): Promise<{ records: number; calls: number; seconds: number }> {
  const { rows } = await gateway.running.pool.query(
    `select count(*)::int as records, coalesce(sum(calls), 0)::int as calls, count(distinct date_trunc('second', started_at))::int as seconds from usage_records`,
  )
  return rows[0]
}
