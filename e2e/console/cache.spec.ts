/** The cache's page: what was answered from it, what that saved, and how it is purged. */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, choose, readDemo, signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Made = { id: string; version: number; key: string; cache: { rules: unknown[]; isolateBy: string; ttlSeconds: number } }

const tag = Date.now().toString(36)

test('answers a product keeps are chosen in its form, seen on the cache’s page, and purged there', async ({ page }) => {
  const name = `Keeps ${tag}`
  const product = await callApi<Made>('POST', 'products', { name, models: ['gpt-4o-mini'], requiresApproval: false })
  await callApi('POST', `products/${product.id}/publish`, {})
  const tenant = await callApi<Made>('POST', 'tenants', { name, costCentre: 'CC', timeZone: 'UTC', currency: 'USD' })
  const subscription = await callApi<Made>('POST', 'subscriptions', { tenantId: tenant.id, productId: product.id, name })
  const { key } = await callApi<Made>('POST', `subscriptions/${subscription.id}/keys`, { slot: 'primary' })

  await signIn(page, 'admin')
  await page.goto(`/admin/products/${product.id}`)
  await page.getByRole('button', { name: `Edit product ${name}` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Kept answers', { exact: true }).click()
  await dialog.getByLabel('Keep answers').selectOption('exact')
  await dialog.getByLabel('Shared within').selectOption('header')
  await dialog.getByRole('button', { name: 'Add a rule' }).click()
  await dialog.getByLabel('Words of rule 1').fill('documentation')
  await dialog.getByLabel('Seconds of rule 1').fill('soon')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText(/Rules: each rule needs a whole number of seconds/)).toBeVisible()
  await dialog.getByLabel('Seconds of rule 1').fill('86400')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText(/Header must name the header answers are kept apart by/)).toBeVisible()
  // Nothing typed is lost.
  await expect(dialog.getByLabel('Words of rule 1')).toHaveValue('documentation')
  await dialog.getByPlaceholder('x-team').fill('x-team')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText(/within the value of x-team, for 1 hour; words documentation: 1 day/)).toBeVisible()
  const kept = await callApi<Made>('GET', `products/${product.id}`)
  expect(kept.cache).toMatchObject({ isolateBy: 'header', ttlSeconds: 3600 })

  const ask = async () => {
    const answer = await fetch(`${readDemo().url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: `where is the documentation ${tag}` }] }),
    })
    await answer.arrayBuffer()
    return answer.headers.get('x-cache')
  }
  await expect.poll(ask).toBe('HIT')

  await expect(async () => {
    await page.goto('/admin/cache')
    await expect(page.getByRole('row', { name: new RegExp(name) })).toContainText('$', { timeout: 3_000 })
  }).toPass({ timeout: 60_000 })
  await expect(page.getByText(/came from the cache \(.* %\) and saved/)).toBeVisible()

  await page.getByRole('button', { name: 'Purge', exact: true }).click()
  await choose(page.getByRole('dialog'), 'Product', name)
  await page.getByRole('dialog').getByRole('button', { name: 'Purge', exact: true }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  const purges = page.getByRole('table', { name: 'Purges' })
  await expect(purges.getByRole('row', { name: new RegExp(name) })).toBeVisible()
  await expect.poll(ask).toBe('MISS')
})
