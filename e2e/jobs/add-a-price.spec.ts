/** An operator's job: a model costs something else from next month on (docs/jobs/add-a-price.md). */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, choose, signIn } from '../demo'

// Long ways on a slow machine.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Made = { id: string; version: number }

const tag = Date.now().toString(36)
const model = `priced-${tag}`

/** The first of the month after next: the first that is a month away whatever today is. */
const next = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 2, 1))
const day = next.toISOString().slice(0, 10)

async function makeModel(): Promise<void> {
  const backend = await callApi<Made>('POST', 'backends', {
    name: model,
    provider: 'openai',
    baseUrl: 'https://llm.example.com/v1',
  })
  const pool = await callApi<Made>('POST', 'pools', { name: model, members: [{ backendId: backend.id }] })
  const shape = { capabilities: ['chat'], contextWindow: 1_000, maxOutputTokens: 100 }
  await callApi('POST', 'models', { name: model, poolId: pool.id, ...shape })
}

test('a price is set from a coming month on, by hand and from a file, and the one in force stays until then', async ({
  page,
}) => {
  await makeModel()
  const perMillion = { input: '1', output: '2' }
  await callApi('POST', 'prices', { model, currency: 'USD', effectiveFrom: '2026-01-01T00:00:00Z', perMillion })
  await signIn(page, 'admin')
  await page.goto('/admin/prices')
  await page.getByRole('button', { name: 'Set price' }).click()
  const dialog = page.getByRole('dialog', { name: 'Set price' })
  await choose(dialog, 'Model', model)
  await dialog.getByLabel('From').fill(`${day}T00:00`)
  await dialog.getByLabel('Input').fill('0.80')
  await dialog.getByLabel('Output').fill('1.60')
  await dialog.getByRole('button', { name: 'Set price' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await page.goto(`/admin/prices?search=${model}`)
  const table = page.getByRole('table', { name: 'Prices' })
  await expect(table.getByRole('row').filter({ hasText: 'in force' })).toContainText('1.00')
  await expect(table.getByRole('row').filter({ hasText: 'to come' })).toContainText('0.80')

  // The same book from a file: what is wrong is said before anything is set.
  const head = 'model,currency,effective_from,input,output\n'
  await page.getByRole('button', { name: 'Import CSV' }).click()
  const file = page.getByRole('dialog', { name: 'Import prices' })
  await file.getByLabel('CSV lines').fill(`${head}${model},EUR,${day},0.70,1.40\nnobody-${tag},EUR,${day},1,2\n`)
  await file.getByRole('button', { name: 'Check' }).click()
  await expect(file.getByText('1 new, 0 set already, 1 wrong.')).toBeVisible()
  await expect(file.getByText(`There is no model nobody-${tag}.`)).toBeVisible()
  await file.getByLabel('CSV file').setInputFiles({
    name: 'prices.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`${head}${model},EUR,${day},0.70,1.40\n${model},USD,2026-01-01,1,2\n`),
  })
  await file.getByRole('button', { name: 'Check' }).click()
  await expect(file.getByText('1 new, 1 set already, 0 wrong.')).toBeVisible()
  await file.getByRole('button', { name: 'Set 1 price' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(table.getByRole('row').filter({ hasText: 'EUR' })).toContainText('to come')

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export CSV' }).click()])
  expect(download.suggestedFilename()).toBe('prices.csv')
})
