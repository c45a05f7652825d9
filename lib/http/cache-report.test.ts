import { afterAll, beforeAll, expect, it } from 'vitest'
import { parsePublicId } from '@/lib/base/ids'
import { updateProduct } from '@/lib/control/products/product-commands'
import { START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { getCacheReport } from '@/lib/http/cache-report'

let control: TestControl
let estate: TestEstate

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system)
})
afterAll(() => control.close())

const rollup = (more: { code?: string; calls: number; saved?: bigint; currency?: string; model?: string }) =>
  control.db.usageRollup.create({
    data: {
      hour: new Date(START_MS - 3_600_000),
      localDay: new Date(new Date(START_MS - 3_600_000).toISOString().slice(0, 10)),
      tenantId: estate.tenantUuid,
      productId: parsePublicId('product', estate.product.id) ?? '',
      subscriptionId: estate.tenantUuid,
      keyId: estate.tenantUuid,
      model: more.model ?? 'm',
      outcome: 'answered',
      code: more.code ?? null,
      currency: more.currency ?? 'USD',
      calls: BigInt(more.calls),
      unpriced: 0n,
      input: 0n,
      cacheRead: 0n,
      cacheWrite: 0n,
      output: 0n,
      reasoning: 0n,
      audioIn: 0n,
      audioOut: 0n,
      images: 0n,
      costNano: 0n,
      savedNano: more.saved ?? 0n,
      durationMs: 0n,
      bytesIn: 0n,
      bytesOut: 0n,
    },
  })

it('says what came from the cache and what it saved, by product and model, never adding currencies', async () => {
  const { system } = control
  expect(await getCacheReport(system, {})).toMatchObject({ products: 0, answered: 0, hits: 0, saved: [], lines: [] })
  await rollup({ calls: 6 })
  // Nobody keeps answers and none came from the cache: nothing to show.
  expect((await getCacheReport(system, {})).lines).toEqual([])
  await updateProduct(system, { id: estate.product.id, cache: { mode: 'exact' } })
  await rollup({ calls: 3, code: 'cache_hit', saved: 1_500_000_000n })
  await rollup({ calls: 1, code: 'semantic_cache_hit', saved: 20n, currency: 'EUR' })
  // What comparing questions took is no answer of anybody's.
  await rollup({ calls: 9, code: 'cache_embedding', model: 'embeddings' })
  const report = await getCacheReport(system, {})
  expect(report).toMatchObject({ products: 1, answered: 10, hits: 4 })
  const saved = [
    { currency: 'EUR', amount: '0.00000002' },
    { currency: 'USD', amount: '1.5' },
  ]
  expect(report.saved).toEqual(saved)
  expect(report.lines).toEqual([
    { productId: estate.product.id, productName: estate.product.name, model: 'm', answered: 10, hits: 4, saved },
  ])
})

it('refuses a span that is none', async () => {
  const span = { from: '2026-11-02T00:00:00Z', to: '2026-11-01T00:00:00Z' }
  await expect(getCacheReport(control.system, span)).rejects.toMatchObject({ code: 'request.invalid' })
})
