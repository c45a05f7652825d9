/** Any HTTP service from its OpenAPI document: imported in the browser, priced, called with a key, and read about in the portal. */
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, type Page, test } from '@playwright/test'
import { callApi, signIn } from '../demo'
import { simulatorOf } from '../simulator'

test.describe.configure({ timeout: 300_000 })
const expect = atOnce.configure({ timeout: 30_000 })

const name = `reader-${Date.now().toString(36)}`

async function checkAxe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

test('an API is imported from its document, and callers reach what was chosen of it, at its price', async ({ page, baseURL }) => {
  const simulator = await simulatorOf((method, path, body) => callApi(method, path.replace(/^\//, ''), body))
  const document = await (await fetch(`${simulator}/documents/openapi.json`)).text()
  await signIn(page, 'admin')
  await page.goto('/admin/models')
  await page.getByRole('button', { name: 'Import an API' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('OpenAPI document').fill('{"openapi": "3.0.0"')
  await dialog.getByRole('button', { name: 'Read it' }).click()
  await expect(dialog.getByText(/cannot be read/).first()).toBeVisible()
  await dialog.getByLabel('OpenAPI document').fill(document)
  await dialog.getByRole('button', { name: 'Read it' }).click()
  await expect(dialog.getByText('Document reader has 4 operations that can be served, and 1 that cannot.')).toBeVisible()
  await checkAxe(page)
  await dialog.getByLabel('Name').fill(name)
  await expect(dialog.getByLabel(/^Key header/)).toHaveValue('ocp-apim-subscription-key')
  await dialog.getByLabel(/^Key \(optional\)/).fill('sim-documents-key')
  await dialog.getByRole('checkbox', { name: 'DELETE /results/{id}' }).uncheck()
  await expect(dialog.getByLabel('What a call of POST /analyze counts as')).toHaveValue('calls')
  await dialog.getByLabel('What a call of POST /classify counts as').selectOption('pages')
  await dialog.getByLabel(/^How many pages a call of POST \/classify/).fill('usage.pages')
  await dialog.getByRole('button', { name: 'Make service' }).click()
  await expect(dialog).toHaveCount(0)

  await page.goto(`/admin/models?search=${name}`)
  await page.getByRole('link', { name, exact: true }).click()
  const operations = page.getByRole('table', { name: 'Operations' })
  await expect(operations.getByRole('row').filter({ hasText: 'POST /classify' })).toContainText(
    'pages, as many as usage.pages says',
  )
  await expect(operations.getByText('DELETE')).toHaveCount(0)
  await checkAxe(page)

  const { key, subscriptionId } = await subscribe()
  const call = (path: string, init: RequestInit) =>
    fetch(`${baseURL}/services/${name}${path}`, { ...init, headers: { 'api-key': key, 'content-type': 'application/json' } })
  const classify = () => call('/classify', { method: 'POST', body: JSON.stringify({ text: 'Dear Sir' }) })
  await expect.poll(async () => (await classify()).status, { timeout: 60_000 }).toBe(200)
  expect((await call('/results/0', { method: 'DELETE' })).status).toBe(404)
  type Calls = { items: { cost: string | null; outcome: string }[] }
  const answered = async () =>
    (await callApi<Calls>('GET', `calls?subscriptionId=${subscriptionId}&outcome=answered`)).items.map(({ cost }) => cost)
  await expect.poll(answered, { timeout: 60_000 }).toContain('0.0045')

  await page.goto('/portal/reference')
  await page.getByRole('link', { name, exact: true }).click()
  await expect(page.getByText(`3 operations of ${name}, called with a key like a model.`)).toBeVisible()
  await expect(page.getByText('Counted in pages, as the answer says in usage.pages.')).toBeVisible()
  await checkAxe(page)
})

async function subscribe(): Promise<{ key: string; subscriptionId: string }> {
  type Made = { id: string; version: number }
  await callApi('POST', 'prices', {
    model: name,
    currency: 'USD',
    effectiveFrom: '2026-01-01T00:00:00Z',
    perMillion: { input: '0', output: '0' },
    perUnit: { calls: '0.01', pages: '0.0015' },
  })
  const product = await callApi<Made>('POST', 'products', { name, models: [name], requiresApproval: false })
  await callApi('POST', `products/${product.id}/publish`, {}, { 'if-match': `"${product.version}"` })
  const tenant = await callApi<Made>('POST', 'tenants', { name, costCentre: 'CC', timeZone: 'UTC', currency: 'USD' })
  const { id } = await callApi<Made>('POST', 'subscriptions', { tenantId: tenant.id, productId: product.id, name })
  const { key } = await callApi<{ key: string }>('POST', `subscriptions/${id}/keys`, { slot: 'primary' })
  return { key, subscriptionId: id }
}
