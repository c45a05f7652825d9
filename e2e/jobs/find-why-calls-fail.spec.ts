/** An operator's job: somebody says that their calls fail; find out why, within a minute (docs/jobs/find-why-calls-fail.md). */
import { expect as expectSoon, test } from '@playwright/test'
import { callApi, signIn } from '../demo'
import { callModel, makeOwnEstate, type OwnEstate } from '../own-estate'
import { type Receiver, startReceiver } from '../receiver'

// On a machine that is busy with much else, everything comes later, nothing comes otherwise.
test.describe.configure({ timeout: 240_000 })
const expect = expectSoon.configure({ timeout: 45_000 })

let provider: Receiver
let estate: OwnEstate

test.beforeAll(async () => {
  provider = await startReceiver('{"error":{"message":"the deployment is on fire"}}')
  provider.state.status = 500
  estate = await makeOwnEstate('why', provider.url)
})
test.afterAll(async () => {
  await callApi('POST', `products/${estate.product.id}/retire`, {})
  await provider.close()
})

test('a failed call is found by what its caller has in the log, and says where it failed', async ({ page }) => {
  // A key just made is known to every gateway within a second.
  await expect.poll(async () => (await callModel(estate)).status, { timeout: 90_000 }).toBeGreaterThanOrEqual(500)
  const own = `log-${estate.tag}`
  const failed = await callModel(estate, { 'x-client-request-id': own })
  expect(failed.status).toBeGreaterThanOrEqual(500)

  await signIn(page, 'admin')
  await page.goto('/admin/calls')
  await page.getByRole('searchbox', { name: 'Search calls' }).fill(own)
  const row = page.getByRole('row').filter({ hasText: estate.model })
  // Calls are booked a moment after their answer; the live tail shows them without reloading.
  await page.getByRole('button', { name: 'Live tail' }).click()
  await expect(row).toHaveCount(1, { timeout: 60_000 })
  await expect(row.getByText('failed', { exact: true })).toBeVisible()
  await row.getByRole('link').first().click()

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(failed.id))
  const waterfall = page.getByRole('figure', { name: 'Where the time went' })
  await expect(waterfall.getByText(`Backend ${estate.tag}`).first()).toBeVisible()
  await expect(waterfall.getByText(/status 500|server error/i).first()).toBeVisible()
  await expect(page.getByRole('table', { name: 'Attempts' }).getByText(`Backend ${estate.tag}`).first()).toBeVisible()
})

test('calls are narrowed by anything, and the URL keeps it', async ({ page }) => {
  await expect.poll(async () => (await callModel(estate)).status, { timeout: 90_000 }).toBeGreaterThanOrEqual(500)
  await signIn(page, 'admin')
  await page.goto(`/admin/calls?model=${estate.model}&outcome=failed`)
  const rows = page.getByRole('row').filter({ hasText: estate.model })
  await expect(async () => {
    await page.reload()
    await expect(rows.first()).toBeVisible({ timeout: 10_000 })
  }).toPass({ timeout: 60_000 })
  await page.getByRole('button', { name: 'More filters' }).click()
  await page.getByLabel('Key ends in').fill(estate.key.slice(-4))
  await page.getByLabel('Key ends in').press('Enter')
  await expect(page).toHaveURL(/keyLast4=/)
  await expect(rows.first()).toBeVisible()
  await page.getByLabel('Status').fill('200')
  await page.getByLabel('Status').press('Enter')
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page).not.toHaveURL(/keyLast4=/)
})
