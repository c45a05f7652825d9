/** A limit before it is saved: what it would have refused; two who edit it at once; and why a caller is refused. */
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, type Page, test } from '@playwright/test'
import { zoneAtNoon } from '@/lib/boot/testing/zone-at-noon'
import { callApi, choose, readDemo, signIn } from '../demo'

// Long ways on a slow machine.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Limit = { id: string; name: string; version: number; amount: number }
type Made = { id: string; name: string; version: number }

const tag = Date.now().toString(36)

/** A tenant with a product, a key and a limit of three calls a month, all its own, where no month ends soon. */
async function makeCaller(name: string): Promise<{ tenant: Made; limit: Limit; call: () => Promise<number> }> {
  const tenant = await callApi<Made>('POST', 'tenants', { name, costCentre: 'CC', timeZone: zoneAtNoon(), currency: 'USD' })
  const product = await callApi<Made>('POST', 'products', { name, models: ['gpt-4o-mini'], requiresApproval: false })
  await callApi('POST', `products/${product.id}/publish`, {})
  const subscription = await callApi<Made>('POST', 'subscriptions', { tenantId: tenant.id, productId: product.id, name })
  const { key } = await callApi<{ key: string }>('POST', `subscriptions/${subscription.id}/keys`, { slot: 'primary' })
  const limit = await callApi<Limit>('POST', 'limits', {
    name,
    scope: { tenantId: tenant.id },
    measure: 'requests',
    window: { kind: 'quota', period: 'month' },
    amount: 3,
  })
  const call = async () => {
    const answer = await fetch(`${readDemo().url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o-mini', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] }),
    })
    return answer.status
  }
  const usage = () => fetch(`${readDemo().url}/v1/usage`, { headers: { authorization: `Bearer ${key}` } })
  await expect.poll(async () => (await (await usage()).json()).limits?.length, { timeout: 30_000 }).toBeGreaterThan(0)
  return { tenant, limit, call }
}

/** In both themes. */
async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(', ')}`)).toEqual([])
  }
}

test('what another amount would have refused is shown before it is saved', async ({ page }) => {
  const { tenant, limit, call } = await makeCaller(`Preview ${tag}`)
  const statuses = [await call(), await call(), await call(), await call(), await call()]
  expect(statuses).toEqual([200, 200, 200, 403, 403])
  const booked = () => callApi<{ items: object[] }>('GET', `calls?tenantId=${tenant.id}`)
  await expect.poll(async () => (await booked()).items.length, { timeout: 60_000 }).toBe(5)

  await signIn(page, 'admin')
  await page.goto(`/admin/limits?search=${encodeURIComponent(limit.name)}`)
  await page.getByRole('button', { name: `Edit limit ${limit.name}` }).click()
  const dialog = page.getByRole('dialog', { name: `Edit ${limit.name}` })
  await dialog.getByRole('button', { name: 'Preview the last 30 days' }).click()
  await expect(dialog.getByText('It would have refused 2 of 5 calls (40%); it really refused 2.')).toBeVisible()
  await expect(dialog.getByText('refuses 2 of the 2 calls it really refused.')).toBeVisible()

  await dialog.getByLabel('Amount').fill('1')
  await expect(dialog.getByText('This is for what was entered before.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Preview again' }).click()
  await expect(dialog.getByText(/It would have refused 4 of 5 calls.* 2 calls that went through would not have\./)).toBeVisible()
  const whom = dialog.getByRole('table', { name: 'Whom' })
  await expect(whom.getByRole('row', { name: new RegExp(tenant.name) })).toContainText('4')
  await expect(dialog.getByRole('table', { name: 'The first that would be refused' }).getByRole('link')).toHaveCount(2)
  await expectAccessible(page)

  await dialog.getByLabel('Amount').fill('1000')
  await dialog.getByRole('button', { name: 'Preview again' }).click()
  await expect(dialog.getByText(/refused 0 of 5 calls.*2 that were refused would have gone through/)).toBeVisible()
})

test('two admins edit one limit: the second is told, loses nothing typed, sees both values', async ({ page, browser }) => {
  const limit = await callApi<Limit>('POST', 'limits', { name: `Both ${tag}`, measure: 'concurrency', amount: 5_000 })
  const other = await (await browser.newContext()).newPage()
  const edit = async (admin: typeof page) => {
    await signIn(admin, 'admin')
    await admin.goto(`/admin/limits?search=${encodeURIComponent(limit.name)}`)
    await admin.getByRole('button', { name: `Edit limit ${limit.name}` }).click()
    return admin.getByRole('dialog', { name: `Edit ${limit.name}` })
  }
  const [first, second] = [await edit(other), await edit(page)]
  await first.getByLabel('Amount').fill('6000')
  await second.getByLabel('Amount').fill('7000')
  await second.getByLabel('Name').fill(`Both ${tag} renamed`)
  await first.getByRole('button', { name: 'Save' }).click()
  await expect(first).toHaveCount(0)

  await second.getByRole('button', { name: 'Save' }).click()
  const stale = page.getByRole('dialog', { name: 'Somebody else changed this meanwhile' })
  await expect(stale.getByRole('row', { name: /Amount/ })).toContainText('6000')
  await expect(stale.getByRole('row', { name: /Amount/ })).toContainText('7000')
  // Looked at again: nothing typed is gone.
  await stale.getByRole('button', { name: 'Close' }).click()
  await expect(second.getByLabel('Amount')).toHaveValue('7000')
  await expect(second.getByLabel('Name')).toHaveValue(`Both ${tag} renamed`)
  await second.getByRole('button', { name: 'Save' }).click()
  await stale.getByRole('button', { name: 'Keep mine' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  const saved = await callApi<Limit>('GET', `limits/${limit.id}`)
  expect([saved.amount, saved.name]).toEqual([7_000, `Both ${tag} renamed`])
  await callApi('DELETE', `limits/${limit.id}`, undefined, { 'if-match': `"${saved.version}"` })
  await other.context().close()
})

test('taking what the other saved goes on from there', async ({ page }) => {
  const limit = await callApi<Limit>('POST', 'limits', { name: `Theirs ${tag}`, measure: 'concurrency', amount: 5_000 })
  await signIn(page, 'admin')
  await page.goto(`/admin/limits?search=${encodeURIComponent(limit.name)}`)
  await page.getByRole('button', { name: `Edit limit ${limit.name}` }).click()
  const dialog = page.getByRole('dialog', { name: `Edit ${limit.name}` })
  await dialog.getByLabel('Amount').fill('7000')
  await callApi('PATCH', `limits/${limit.id}`, { amount: 6_000 }, { 'if-match': `"${limit.version}"` })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Take theirs' }).click()
  await expect(dialog.getByLabel('Amount')).toHaveValue('6000')
  await dialog.getByLabel('Name').fill(`Theirs ${tag} renamed`)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  const saved = await callApi<Limit>('GET', `limits/${limit.id}`)
  expect([saved.amount, saved.name]).toEqual([6_000, `Theirs ${tag} renamed`])
  await callApi('DELETE', `limits/${limit.id}`, undefined, { 'if-match': `"${saved.version}"` })
})

test('why a tenant is refused is answered with the limit that is used up, where it is set, and what was refused', async ({
  page,
}) => {
  const { tenant, limit, call } = await makeCaller(`Resolver ${tag}`)
  for (let i = 0; i < 4; i++) await call()
  await signIn(page, 'admin')
  await page.goto('/admin/limits')
  await page.getByRole('link', { name: 'Why refused?' }).click()
  await expect(page.getByRole('heading', { name: 'Why refused?' })).toBeVisible()
  await choose(page, 'Tenant', tenant.name)
  await expect(page.getByText(new RegExp(`is used up: ${limit.name}`))).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`tenantId=${tenant.id}`))
  const row = page.getByRole('table', { name: 'Limits that apply' }).getByRole('row', { name: new RegExp(limit.name) })
  await expect(row).toContainText(`tenant ${tenant.name}`)
  await expect(row).toContainText('0 requests')
  await expectAccessible(page)
  const refused = page.getByRole('table', { name: 'Refused in the last 24 hours' })
  await expect(async () => {
    await page.reload()
    await expect(refused.getByRole('row', { name: /quota_exceeded/ })).toContainText(limit.name, { timeout: 2_000 })
  }).toPass({ timeout: 60_000 })
})
