/** An operator's job: a tenant is refused and needs more until tonight (docs/jobs/raise-a-quota.md). */
import { expect as atOnce, test } from '@playwright/test'
import { zoneAtNoon } from '@/lib/boot/testing/zone-at-noon'
import { callApi, choose, readDemo, signIn } from '../demo'

// Long ways on a slow machine.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Made = { id: string; name: string; version: number }

const name = `Quota ${Date.now().toString(36)}`

test('a quota that is used up is found, raised until tonight, and calls pass again', async ({ page }) => {
  const tenant = await callApi<Made>('POST', 'tenants', { name, costCentre: 'CC', timeZone: zoneAtNoon(), currency: 'USD' })
  const product = await callApi<Made>('POST', 'products', { name, models: ['gpt-4o-mini'], requiresApproval: false })
  await callApi('POST', `products/${product.id}/publish`, {})
  const subscription = await callApi<Made>('POST', 'subscriptions', { tenantId: tenant.id, productId: product.id, name })
  const { key } = await callApi<{ key: string }>('POST', `subscriptions/${subscription.id}/keys`, { slot: 'primary' })
  const month = { kind: 'quota', period: 'month' }
  await callApi('POST', 'limits', { name, scope: { tenantId: tenant.id }, measure: 'requests', window: month, amount: 1 })
  const call = async () => {
    const answer = await fetch(`${readDemo().url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o-mini', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] }),
    })
    return answer.status
  }
  await expect.poll(call, { timeout: 20_000 }).toBe(403)

  await signIn(page, 'admin')
  await page.goto('/admin/limits/resolver')
  await choose(page, 'Tenant', name)
  const answer = page.locator('header:has(h1) p')
  await expect(answer).toHaveText(new RegExp(`^1 of \\d+ limits? that appl(y|ies) is used up: ${name}\\.$`))
  await page.getByRole('button', { name: `Raise limit ${name}` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Amount').fill('1000')
  await dialog.getByLabel('Until').fill('2099-12-31T18:00')
  await dialog.getByLabel('Reason').fill('the month end report')
  await dialog.getByRole('button', { name: /^Raise/ }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect.poll(call, { timeout: 30_000 }).toBe(200)
  await page.reload()
  await expect(answer).toHaveText(/^None of \d+ limits? that appl(y|ies) is used up; the nearest is/)
  const audit = await callApi<{ items: { action: string }[] }>('GET', `audit?tenantId=${tenant.id}&action=limits.raise`)
  expect(audit.items).toHaveLength(1)
})
