import { afterAll, beforeAll, expect, it } from 'vitest'
import { exportConfig, planConfigChange } from '@/lib/control/config/config-operations'
import { createPrice } from '@/lib/control/prices/price-operations'
import { startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'

let control: TestControl

beforeAll(async () => {
  control = await startTestControl()
})
afterAll(() => control.close())

it('exports two prices that begin within a minute, and takes them back', async () => {
  const { model } = await makeEstate(control.system)
  const price = { model: model.name, currency: 'EUR', perMillion: { input: '1', output: '2' } }
  await createPrice(control.system, { ...price, effectiveFrom: '2026-12-01T08:00:10Z' })
  await createPrice(control.system, { ...price, effectiveFrom: '2026-12-01T08:00:40Z' })
  const { yaml } = await exportConfig(control.system, {})
  expect(await planConfigChange(control.system, { yaml, prune: false })).toMatchObject({
    changes: [],
    unmanaged: [],
    problems: 0,
  })
})
