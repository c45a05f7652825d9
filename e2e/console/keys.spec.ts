/** The page of all keys: found by what is known of them, edited, put on a schedule, rotated until a moment. */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, choose, signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Made = { id: string; last4: string; prefix: string; expiresAt: string | null; rotateAt: string | null; cidrs: string[] }

const name = `Keys ${Date.now().toString(36)}`

async function makeKey(): Promise<Made> {
  const tenant = await callApi<Made>('POST', 'tenants', { name, costCentre: 'CC', timeZone: 'UTC', currency: 'USD' })
  const product = await callApi<Made>('POST', 'products', { name, models: ['gpt-4o-mini'], requiresApproval: false })
  await callApi('POST', `products/${product.id}/publish`, {})
  const subscription = await callApi<Made>('POST', 'subscriptions', { tenantId: tenant.id, productId: product.id, name })
  return callApi<Made>('POST', `subscriptions/${subscription.id}/keys`, { slot: 'primary' })
}

test('a key is narrowed, scheduled and rotated from one line of the table', async ({ page }) => {
  const key = await makeKey()
  const kept = () => callApi<Made>('GET', `keys/${key.id}`)
  await signIn(page, 'admin')
  await page.goto('/admin/keys')
  await choose(page, 'Tenant', name)
  await expect(page).toHaveURL(/tenantId=ten_/)
  const table = page.getByRole('table', { name: 'Keys' })
  await expect(table.getByRole('row')).toHaveCount(2)

  await page.getByRole('button', { name: `Edit primary key ending in ${key.last4}` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Only from networks').fill('not a network')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText(/Only from networks must be a network/)).toBeVisible()
  await dialog.getByLabel('Only from networks').fill('10.0.0.0/8')
  await dialog.getByLabel('Rotate every').fill('90')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(table).toContainText('rotation due')
  const scheduled = await kept()
  expect([scheduled.cidrs, scheduled.rotateAt !== null, scheduled.expiresAt !== null]).toEqual([['10.0.0.0/8'], true, true])

  // Emptied, the schedule is off, and with it the end it made.
  await page.getByRole('button', { name: `Edit primary key ending in ${key.last4}` }).click()
  await dialog.getByLabel('Rotate every').fill('')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect.poll(async () => (await kept()).rotateAt).toBeNull()
  expect((await kept()).expiresAt).toBeNull()

  await page.getByRole('button', { name: `Rotate primary key ending in ${key.last4}` }).click()
  await dialog.getByRole('button', { name: 'Choose the moment instead' }).click()
  const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 16)
  await dialog.getByLabel('The old key lives until').fill(inTwoDays)
  await dialog.getByRole('button', { name: 'Rotate key' }).click()
  await expect(page.getByRole('dialog').getByLabel('Key', { exact: true })).toHaveValue(/^tg_/)
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await expect(table.getByRole('row')).toHaveCount(3)
  await expect(table.getByRole('row').filter({ hasText: key.last4 })).toContainText('in grace')
})
