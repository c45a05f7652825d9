/** A product's page: what it changes about its calls is edited where it is wrong, and its end is announced and put off. */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Made = { id: string; version: number; headerRules: unknown; corsOrigins: string[]; retirementNote: string }

const tag = Date.now().toString(36)

test('what is wrong with a product is said at its field, and what is right is kept', async ({ page }) => {
  const name = `Shaped ${tag}`
  const product = await callApi<Made>('POST', 'products', { name, models: ['gpt-4o-mini'] })
  await signIn(page, 'admin')
  await page.goto(`/admin/products/${product.id}`)
  await page.getByRole('button', { name: `Edit product ${name}` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Forced values').fill('{"model": "other"}')
  await dialog.getByLabel('Pages that may call').fill('app.example.com')
  await dialog.getByRole('button', { name: 'Add a header' }).click()
  await dialog.getByLabel('Name of header 1').fill('authorization')
  await dialog.getByLabel('Value of header 1').fill('secret')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('Forced values name model, which is for the caller to say')).toBeVisible()
  await expect(dialog.getByText(/Pages that may call must be an origin/)).toBeVisible()
  await expect(dialog.getByText(/Headers: .*is a header the gateway sets itself/)).toBeVisible()
  // Nothing typed is lost.
  await expect(dialog.getByLabel('Name of header 1')).toHaveValue('authorization')
  await dialog.getByLabel('Name of header 1').fill('x-team')
  await dialog.getByLabel('Value of header 1').fill('cards')
  await dialog.getByLabel('Forced values').fill('{"temperature": 0}')
  await dialog.getByLabel('Pages that may call').fill('https://app.example.com')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('to the backend: x-team = cards')).toBeVisible()
  await expect(page.getByText('{"temperature":0}')).toBeVisible()
  const kept = await callApi<Made>('GET', `products/${product.id}`)
  expect(kept.corsOrigins).toEqual(['https://app.example.com'])
})

test('a product’s end is announced with its date, told to who subscribed, and put off', async ({ page }) => {
  const name = `Ending ${tag}`
  const product = await callApi<Made>('POST', 'products', { name, models: ['gpt-4o-mini'], requiresApproval: false })
  await callApi('POST', `products/${product.id}/publish`, {})
  const tenant = await callApi<Made>('POST', 'tenants', { name, costCentre: 'CC', timeZone: 'UTC', currency: 'USD' })
  await callApi('POST', 'subscriptions', { tenantId: tenant.id, productId: product.id, name })
  await signIn(page, 'admin')
  await page.goto(`/admin/products/${product.id}`)
  await page.getByRole('button', { name: 'Deprecate' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Retires').fill('2099-01-31T12:00')
  await dialog.getByLabel('What to do instead').fill('Take Chat Standard.')
  await dialog.getByRole('button', { name: 'Deprecate product' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByText('deprecated', { exact: true }).first()).toBeVisible()
  await expect(page.getByText(/It answers calls until .*2099.* Take Chat Standard\./)).toBeVisible()
  const told = async () => {
    const { items } = await callApi<{ items: { title: string; tenantId: string | null }[] }>('GET', 'notices?limit=200')
    return items.filter((notice) => notice.tenantId === tenant.id).map((notice) => notice.title)
  }
  expect(await told()).toEqual([`${name} retires on 2099-01-31`])
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Publish product' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect.poll(told).toContain(`${name} goes on`)
})
