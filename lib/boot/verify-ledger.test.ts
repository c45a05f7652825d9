import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildEstate, type Estate } from '@/lib/boot/testing/estate'
import { chat, post, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import { verifyLedger } from '@/lib/reports/verify-ledger'

let gateway: TestGateway
let target: Target
let estate: Estate

beforeAll(async () => {
  gateway = await startTestGateway()
  estate = await buildEstate(gateway.api, gateway.simulator.url, 'verify')
  target = { url: gateway.url, simulatorUrl: gateway.simulator.url, api: gateway.api, estate }
})
afterAll(() => gateway?.close())

const verify = () => verifyLedger(gateway.running.pool, new Date(Date.now() - 86_400_000), new Date(Date.now() + 3_600_000))

it('finds the books in order after calls of every kind, equal to the provider’s own bill, and names what was tampered with', async () => {
  const calls = Array.from({ length: 60 }, (_, i) =>
    post(
      target,
      '/v1/chat/completions',
      estate.open.key,
      chat(i % 9 === 0 ? 'no-such-model' : estate.models.mini, `[tokens=${i + 1}] go`, { stream: i % 2 === 0 }),
    ),
  )
  await Promise.all(calls)
  await gateway.running.dataPlane.ledger.drain(10_000)
  const { records, differences } = await verify()
  expect(records).toBe(60n)
  expect(differences).toEqual([])

  const { rows } = await gateway.running.pool.query<{ input: bigint; output: bigint; calls: bigint }>(
    `select sum(input_tokens + cache_read_tokens)::bigint as input, sum(output_tokens + reasoning_tokens)::bigint as output,
      count(*) as calls from usage_records where outcome = 'answered'`,
  )
  const bill = gateway.simulator.tally().reduce(
    (sum, row) => ({
      calls: sum.calls + row.served,
      input: sum.input + row.promptTokens,
      output: sum.output + row.completionTokens,
    }),
    { calls: 0, input: 0, output: 0 },
  )
  expect(rows[0]).toEqual({ calls: BigInt(bill.calls), input: BigInt(bill.input), output: BigInt(bill.output) })

  await gateway.running.pool.query(
    'update usage_rollups set cost_nano = cost_nano + 1 where id = (select min(id) from usage_rollups where cost_nano > 0)',
  )
  const [difference] = (await verify()).differences
  expect(difference?.model).toBe(estate.models.mini)
  expect((difference?.costNano[1] ?? 0n) - (difference?.costNano[0] ?? 0n)).toBe(1n)
})
