/** Finance registers throughput it pays by the hour, sees how it is used, and publishes what a currency is worth. */
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, type Page, test } from '@playwright/test'
import { callApi, choose, signIn } from '../demo'
import { makeOwnEstate, type OwnEstate } from '../own-estate'

// A slow machine is no failure.
test.describe.configure({ timeout: 240_000 })
const expect = atOnce.configure({ timeout: 60_000 })

let estate: OwnEstate
test.beforeAll(async () => {
  estate = await makeOwnEstate('ptu', 'https://ptu.example.com')
})

const HOUR_MS = 3_600_000
const hour = (more: number) => new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS + more * HOUR_MS).toISOString()

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(', ')}`)).toEqual([])
}

test('a commitment is registered, and its page says what of it was used', async ({ page }) => {
  const name = `PTU ${estate.tag}`
  await signIn(page, 'finance')
  await page.goto('/finance/commitments?do=register-commitment')
  const dialog = page.getByRole('dialog', { name: 'Register provisioned throughput' })
  await expectAccessible(page)
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Backend').selectOption({ label: estate.backend.name })
  await dialog.getByLabel('Units', { exact: true }).fill('50')
  await dialog.getByLabel('All units, an hour').fill('12.5 EUR')
  await dialog.getByLabel('Tokens a minute').fill('1000')
  await choose(dialog, 'Owner', estate.tenant.name)
  await dialog.getByRole('button', { name: 'Register' }).click()
  await expect(dialog.getByText(/must be a decimal string/)).toBeVisible()
  // Nothing that was typed is lost.
  await expect(dialog.getByLabel('Name')).toHaveValue(name)
  await dialog.getByLabel('All units, an hour').fill('12.5')
  await dialog.getByRole('button', { name: 'Register' }).click()
  await expect(dialog).toHaveCount(0)
  await page.getByRole('table', { name: 'Commitments' }).getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
  await expect(page.getByText('of which no hour is over yet')).toBeVisible()
  await expectAccessible(page)
})

test('of hours that are over, the idle ones are shown with who pays them', async ({ page }) => {
  // A month that is closed takes none any more: on its first hours this one has fewer of them.
  const now = new Date()
  const monthStartMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)
  const from = new Date(Math.max(Date.parse(hour(-2)), monthStartMs)).toISOString()
  const hours = (Date.parse(hour(0)) - Date.parse(from)) / HOUR_MS
  const { id } = await callApi<{ id: string }>('POST', 'commitments', {
    name: `Idle ${estate.tag}`,
    backendId: estate.backend.id,
    model: estate.model,
    currency: 'EUR',
    units: 10,
    hourlyCost: '3',
    perMinute: 1_000,
    from,
    until: hours > 0 ? hour(0) : hour(1),
    ownerId: estate.tenant.id,
  })
  await signIn(page, 'finance')
  await page.goto(`/finance/commitments/${id}`)
  if (hours === 0) return await expect(page.getByText('of which no hour is over yet')).toBeVisible()
  await expect(page.getByText(`0 % was used of what €${(3 * hours).toFixed(2)} paid for`)).toBeVisible()
  const row = page.getByRole('table', { name: 'Use by tenant' }).getByRole('row').filter({ hasText: estate.tenant.name })
  await expect(row).toContainText(`${3 * hours} EUR`)
  await expectAccessible(page)
})

test('a rate is published, corrected, and found', async ({ page }) => {
  const month = '2039-01'
  const rate = `1.${String(Date.now()).slice(-6)}1`
  await signIn(page, 'finance')
  await page.goto('/finance/rates?do=publish-rate')
  const dialog = page.getByRole('dialog', { name: 'Publish an exchange rate' })
  await dialog.getByLabel('Month').fill(month)
  await dialog.getByLabel('Currency').selectOption('CHF')
  await dialog.getByLabel(/^Is worth in/).fill('0')
  await dialog.getByLabel('Source').fill('SNB')
  await dialog.getByRole('button', { name: 'Publish rate' }).click()
  await expect(dialog.getByText('must be more than nothing')).toBeVisible()
  await dialog.getByLabel(/^Is worth in/).fill(rate)
  await dialog.getByRole('button', { name: 'Publish rate' }).click()
  await expect(dialog).toHaveCount(0)
  await page.goto(`/finance/rates?month=${month}&state=in-force`)
  const row = page.getByRole('table', { name: 'Exchange rates' }).getByRole('row').filter({ hasText: rate })
  await expect(row).toContainText('in force')

  // A file that says the same is passed over; one that says otherwise corrects it.
  await page.getByRole('button', { name: 'Import CSV' }).click()
  const file = page.getByRole('dialog', { name: 'Import exchange rates' })
  await file.getByLabel('CSV lines').fill(`month,from,to,rate,source\n${month},CHF,USD,${rate},SNB\n${month},CHF,USD,x,SNB`)
  await file.getByRole('button', { name: 'Check' }).click()
  await expect(file.getByText('0 new, 1 set already, 1 wrong.')).toBeVisible()
})
