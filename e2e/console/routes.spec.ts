/** A product's routes: edited on its page, tried before anybody calls, and followed by the gateway. */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, readDemo, signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Made = { id: string; version: number; key: string; routes: { model: string; rules: object[]; fallbacks: object[] }[] }

const tag = Date.now().toString(36)

test('a route is added with its rule and fallback, tried, and followed', async ({ page }) => {
  const name = `Routed ${tag}`
  const models = ['gpt-4o-mini', 'gpt-4o']
  const product = await callApi<Made>('POST', 'products', { name, models, requiresApproval: false })
  await callApi('POST', `products/${product.id}/publish`, {})
  const tenant = await callApi<Made>('POST', 'tenants', { name, costCentre: 'CC', timeZone: 'UTC', currency: 'USD' })
  const subscription = await callApi<Made>('POST', 'subscriptions', { tenantId: tenant.id, productId: product.id, name })
  const { key } = await callApi<Made>('POST', `subscriptions/${subscription.id}/keys`, { slot: 'primary' })

  await signIn(page, 'admin')
  await page.goto(`/admin/products/${product.id}`)
  await expect(page.getByText('Every call is answered by the model it asks for.')).toBeVisible()
  await page.getByRole('button', { name: 'Edit routes' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Add a route' }).click()
  await dialog.getByLabel('Calls for', { exact: true }).selectOption('gpt-4o')
  await dialog.getByRole('button', { name: 'Add a rule' }).click()
  await dialog.getByLabel('Answered by').selectOption('gpt-4o-mini')
  await dialog.getByLabel(/^Where the header/).fill('x-tier')
  await dialog.getByRole('button', { name: 'Save' }).click()
  // A header without a value is wrong where it stands, and nothing typed is lost.
  await expect(dialog.getByText(/Where the header .*/).last()).toBeVisible()
  await expect(dialog.getByLabel(/^Where the header/)).toHaveValue('x-tier')
  await dialog.getByLabel(/^Where the header/).fill('x-tier: free')
  await dialog.getByRole('button', { name: 'Add a fallback' }).click()
  await dialog.getByRole('group', { name: 'fallback 1' }).getByLabel('Model').selectOption('gpt-4o-mini')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('x-tier is free: gpt-4o-mini')).toBeVisible()
  await expect(page.getByText(/then gpt-4o-mini, after no answer or/)).toBeVisible()
  const kept = await callApi<Made>('GET', `products/${product.id}`)
  expect(kept.routes).toHaveLength(1)

  await page.getByRole('button', { name: 'Try a call' }).click()
  await page
    .getByRole('dialog')
    .getByLabel(/^A header/)
    .fill('x-tier: free')
  await page.getByRole('dialog').getByRole('button', { name: 'Decide' }).click()
  await expect(page.getByRole('dialog').getByRole('status')).toContainText('gpt-4o-mini: rule 1: x-tier is free.')

  await expect
    .poll(async () => {
      const answer = await fetch(`${readDemo().url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-tier': 'free' },
        body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] }),
      })
      await answer.arrayBuffer()
      return answer.headers.get('x-tollgate-model')
    })
    .toBe('gpt-4o-mini')
})
