/** An operator's job: a key was seen where it should not be, and only its last four are known (docs/jobs/retire-a-leaked-key.md). */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, readDemo, signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Made = { id: string; key: string; last4: string }

const name = `Leak ${Date.now().toString(36)}`

test('a leaked key is found by its last four, what it would break is said, and it is refused within a moment', async ({
  page,
}) => {
  const tenant = await callApi<Made>('POST', 'tenants', { name, costCentre: 'CC', timeZone: 'UTC', currency: 'USD' })
  const product = await callApi<Made>('POST', 'products', { name, models: ['gpt-4o-mini'], requiresApproval: false })
  await callApi('POST', `products/${product.id}/publish`, {})
  const subscription = await callApi<Made>('POST', 'subscriptions', { tenantId: tenant.id, productId: product.id, name })
  const made = await callApi<Made>('POST', `subscriptions/${subscription.id}/keys`, { slot: 'primary' })
  const models = async (key: string) =>
    (await fetch(`${readDemo().url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })).status
  await expect.poll(() => models(made.key), { timeout: 20_000 }).toBe(200)

  await signIn(page, 'admin')
  await page.goto('/admin')
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox', { name: 'Search pages and things' })).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await page.keyboard.type(made.last4)
  await page.getByRole('option').filter({ hasText: 'Key' }).filter({ hasText: name }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(made.last4)
  await expect(page.getByText(`paid by ${name}`)).toBeVisible()

  // Its holder gets a new one first; the leaked one lives until then, and no longer.
  await page.getByRole('button', { name: `Rotate primary key ending in ${made.last4}` }).click()
  const rotate = page.getByRole('dialog')
  await rotate.getByLabel('The old key goes on for').selectOption({ label: 'one hour' })
  await rotate.getByRole('button', { name: 'Rotate key' }).click()
  const once = page.getByRole('dialog').getByLabel('Key', { exact: true })
  await expect(once).toHaveValue(/^tg_/)
  const fresh = await once.inputValue()
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await expect.poll(() => models(fresh), { timeout: 20_000 }).toBe(200)
  expect(await models(made.key)).toBe(200)
  await expect(page.getByText('in grace')).toBeVisible()

  await page.getByRole('button', { name: `Revoke primary key ending in ${made.last4}` }).click()
  const revoke = page.getByRole('dialog')
  await expect(revoke).toContainText('This cannot be undone.')
  await revoke.getByRole('button', { name: 'Revoke key' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect.poll(() => models(made.key), { timeout: 10_000 }).toBe(401)
  expect(await models(fresh)).toBe(200)
  await expect(page.getByText('revoked').first()).toBeVisible()
  // A whole key that is pasted into the search is cut to its two ends: it never stands in the address.
  await page.goto('/admin/keys')
  await page.getByLabel('Search keys').fill(made.key)
  await expect(page).toHaveURL(new RegExp(`search=tg_.*${made.last4}$`))
  expect(page.url()).not.toContain(made.key)
  await expect(page.getByRole('table', { name: 'Keys' }).getByRole('row')).toHaveCount(2)
})
