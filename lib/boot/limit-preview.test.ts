/** A limit's past gone through again: with its present amount exactly those calls are refused that the gateway has refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildEstate } from '@/lib/boot/testing/estate'
import { ask, limitsOf, type MadeProduct, productWith, until } from '@/lib/boot/testing/limit-products'
import type { Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import { zoneAtNoon } from '@/lib/boot/testing/zone-at-noon'
import type { LimitPreview } from '@/lib/contracts/limit-preview'
import { controlPorts, provideControl } from '@/lib/control/control-ports'

/** Every look at it is a millisecond later, so that no two things happen at once and the order is known. */
let nowMs = Date.now() - 3_600_000
const tick = () => ++nowMs

let gateway: TestGateway
let target: Target

beforeAll(async () => {
  gateway = await startTestGateway({}, tick)
  provideControl({ ...controlPorts(), clock: { now: tick } })
  const { url, simulator, api } = gateway
  target = { url, simulatorUrl: simulator.url, api, estate: await buildEstate(api, simulator.url, 'preview') }
}, 120_000)

afterAll(() => gateway?.close())

const minute = { window: { kind: 'rate', seconds: 60 } }
/** No month ends there while this runs. */
const timeZone = zoneAtNoon(nowMs)
const month = { window: { kind: 'quota', period: 'month' }, timeZone }

const cases: Record<string, object> = {
  'requests a minute': { measure: 'requests', amount: 4, ...minute },
  'requests a month': { measure: 'requests', amount: 9, ...month },
  'tokens a minute': { measure: 'tokens', amount: 400, ...minute },
  'tokens a month': { measure: 'tokens', amount: 900, ...month },
  'calls at a time': { measure: 'concurrency', amount: 2 },
}

describe.each(Object.entries(cases))('%s', (_, limit) => {
  let made: MadeProduct
  let refused = 0
  let calls = 0
  const preview = (change: object) =>
    gateway.api('POST', `/limits/${made.limitIds[0]}/preview`, change) as unknown as Promise<LimitPreview>

  beforeAll(async () => {
    made = await productWith(target, {}, [limit])
    for (const [round, size] of [1, 6, 3, 8, 2].entries()) {
      const answers = await Promise.all(
        Array.from({ length: size }, (_, i) => ask(target, made.key, boundOf(round + i), 'tell '.repeat(1 + ((round * i) % 9)))),
      )
      for (const { status } of answers) expect([200, 403, 429]).toContain(status)
      refused += answers.filter(({ status }) => status !== 200).length
      calls += size
      nowMs += 17_000
    }
    await until(async () => (await preview({})).calls >= calls)
  }, 120_000)

  it('refuses with its present amount exactly what was refused', async () => {
    expect(refused).toBeGreaterThan(0)
    expect(refused).toBeLessThan(calls)
    const { check, ...figures } = await preview({})
    expect(figures).toMatchObject({ calls, refused, wouldRefuse: refused, newlyRefused: 0, newlyPassed: 0 })
    expect(check).toMatchObject({ refused, replayed: refused, differing: 0 })
  })

  it('refuses nothing with one that nobody reaches, all with none, and says whom and when', async () => {
    const generous = await preview({ amount: 1_000_000 })
    expect(generous).toMatchObject({ wouldRefuse: 0, newlyPassed: refused, examples: [] })
    const none = await preview({ amount: 0 })
    expect(none).toMatchObject({ wouldRefuse: calls, newlyRefused: calls - refused })
    expect(none.examples).toHaveLength(calls - refused)
    expect(none.subscriptions).toMatchObject([{ tenantName: 'Tenant preview', calls, refused, wouldRefuse: calls }])
    expect(none.days.reduce((sum, day) => sum + day.wouldRefuse, 0)).toBe(calls)
    expect(await preview({ amount: 0, onExceed: 'warn' })).toMatchObject({ wouldRefuse: 0, wouldWarn: calls })
  })

  it('foretells what a new limit of the same kind would have done', async () => {
    const { measure, amount, window } = limit as { measure: string; amount: number; window?: object }
    const draft = { scope: { productId: made.productId }, countBy: 'subscription', measure, amount, window, timeZone }
    const foretold = (await gateway.api('POST', '/limits/preview', draft)) as unknown as LimitPreview
    // What was refused is in nobody's way here: only what was let through is gone through, and all of that had fitted.
    expect(foretold).toMatchObject({ calls: calls - refused, refused: 0, wouldRefuse: 0, check: null })
  })
})

it('keeps to what was in force when: after a change the check still finds every refusal', async () => {
  const { key, limitIds } = await productWith(target, {}, [{ measure: 'requests', amount: 2, ...month }])
  const statusOf = async () => (await ask(target, key, { max_tokens: 3 })).status
  expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([200, 200, 403])
  const path = `/limits/${limitIds[0]}`
  await gateway.api('PATCH', path, { amount: 4 }, Number((await gateway.api('GET', path)).version))
  await until(async () => (await limitsOf(target, key))[0]?.amount === 4)
  expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([200, 200, 403])
  const preview = () => gateway.api('POST', `${path}/preview`, { amount: 4 }) as unknown as Promise<LimitPreview>
  await until(async () => (await preview()).calls >= 6)
  expect((await preview()).check).toMatchObject({ refused: 2, replayed: 2, differing: 0 })
  // With the new amount from the beginning: the third call passes, and the fifth is the first that does not.
  expect(await preview()).toMatchObject({ refused: 2, wouldRefuse: 2, newlyRefused: 1, newlyPassed: 1 })
})

/** Some callers bound their answers, for others the gateway chooses. */
function boundOf(i: number): object {
  return i % 3 === 0 ? {} : { max_tokens: 5 + ((i * 37) % 120) }
}
