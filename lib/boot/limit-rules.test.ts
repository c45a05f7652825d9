/** Every rule of a limit through the door, with the counters in memory. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerHealth } from '@/lib/boot/health'
import { buildEstate } from '@/lib/boot/testing/estate'
import { limitRuleCases } from '@/lib/boot/testing/limit-rule-cases'
import type { Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

const METRICS_TOKEN = 'a token of sixteen characters'

describe('the rules of limits, counted in memory', () => {
  let gateway: TestGateway
  let target: Target
  beforeAll(async () => {
    gateway = await startTestGateway({ METRICS_TOKEN })
    const { url, simulator, api } = gateway
    target = { url, simulatorUrl: simulator.url, api, estate: await buildEstate(api, simulator.url, 'rules') }
  })
  afterAll(() => gateway?.close())
  for (const { name, run } of limitRuleCases) it(name, () => run(target), 120_000)

  it('shows in its metrics what went beyond its hold, and that nobody waits any more', () => {
    const metrics = answerHealth('/metrics', `Bearer ${METRICS_TOKEN}`, gateway.running)?.body ?? ''
    const figure = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(metrics)?.[1])
    expect(figure('tollgate_limit_debts_total')).toBe(1)
    expect(figure('tollgate_limit_debt_tokens_total')).toBeGreaterThan(300)
    expect(figure('tollgate_calls_waiting_for_room')).toBe(0)
  })
})
