/** Finance closes a month: numbered statements that add up, one re-opened with a reason and closed anew. */
import { readFileSync } from 'node:fs'
import { expect as atOnce, type Page, test } from '@playwright/test'
import { parseNano } from '@/lib/base/money'
import { callApi, signIn } from '../demo'

test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Statement = { id: string; number: string; tenantId: string; tenantName: string; version: number; totals: Cost[] }
type Cost = { currency: string; cost: string }
type Closing = { closed: number; open: number; tenants: number }

/** The last month that is over everywhere: in the last zone it ends half a day after it does in UTC. */
const now = new Date(Date.now() - 13 * 3_600_000)
const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7)
const title = new Date(`${month}-01T00:00:00Z`).toLocaleDateString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

const closing = () => callApi<Closing>('GET', `closing?month=${month}`)
const listed = async () =>
  (await callApi<{ items: Statement[] }>('GET', `statements?month=${month}&state=closed&limit=1000`)).items

async function closeMonth(page: Page): Promise<void> {
  await page.goto(`/finance/statements?month=${month}`)
  await page.getByRole('button', { name: `Close ${title}` }).click()
  const dialog = page.getByRole('dialog', { name: `Close ${title}?` })
  await expect(dialog).toContainText('nobody can change')
  await dialog.getByRole('button', { name: /^Close \d+ tenants?$/ }).click()
  await expect(dialog).toHaveCount(0, { timeout: 60_000 })
}

test('a month is closed, comes to what the chargeback says, is re-opened with a reason and closed again', async ({ page }) => {
  await signIn(page, 'finance')
  if ((await closing()).open > 0) await closeMonth(page)
  await expect.poll(async () => (await closing()).open, { timeout: 60_000 }).toBe(0)
  const statements = await listed()
  expect(statements.length).toBeGreaterThan(1)

  // The sums of the statements are the sums of the chargeback, to the last digit.
  const report = await callApi<{ rows: (Cost & { key: string })[] }>('GET', `reports/chargeback?month=${month}&by=tenant`)
  const costs = (all: Cost[]) => all.map(({ currency, cost }) => `${cost} ${currency}`).sort()
  for (const { tenantId, totals } of statements)
    expect(costs(totals)).toEqual(costs(report.rows.filter(({ key, cost }) => key === tenantId && cost !== '0')))

  // So is the file that other tools read.
  await page.goto(`/finance/statements?month=${month}`)
  const [focus] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: `Download ${title} as FOCUS 1.2` }).click(),
  ])
  expect(focus.suggestedFilename()).toBe(`focus-1.2-${month}.csv`)
  const [columns = '', ...charges] = readFileSync(await focus.path(), 'utf8')
    .trim()
    .split(/\r?\n/)
  const billed = columns
    .replace(/^\uFEFF/, '')
    .split(',')
    .indexOf('BilledCost')
  const sumOf = (costs: string[]) => costs.reduce((total, cost) => total + (parseNano(cost) ?? 0n), 0n)
  expect(billed).toBe(0)
  expect(sumOf(charges.map((line) => line.split(',')[billed] ?? ''))).toBe(
    sumOf(statements.flatMap(({ totals }) => totals).map(({ cost }) => cost)),
  )

  const [one] = statements.toSorted((a, b) => (a.tenantName < b.tenantName ? -1 : 1))
  if (!one) throw new Error('there is no statement')
  await page.goto(`/finance/statements?month=${month}`)
  await page.getByRole('table', { name: 'Statements' }).getByRole('link', { name: one.number }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(one.number)
  await expect(page.getByRole('table', { name: `Lines of ${one.number}` })).toBeVisible()

  // The file foots.
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the statement as CSV' }).click(),
  ])
  const [head = '', ...lines] = readFileSync(await download.path(), 'utf8')
    .trim()
    .split(/\r?\n/)
  const at = (name: string) => head.split(',').indexOf(name)
  const nano = (text: string) => parseNano(text) ?? 0n
  const sum = lines.reduce((total, line) => total + nano(line.split(',')[at('cost')] ?? ''), 0n)
  expect(sum).toBe(one.totals.reduce((total, { cost }) => total + nano(cost), 0n))

  await page.getByRole('button', { name: `Re-open ${one.number}` }).click()
  const dialog = page.getByRole('dialog', { name: `Re-open ${one.number}?` })
  await dialog.getByRole('button', { name: 'Re-open statement' }).click()
  await expect(dialog.getByText('give a reason')).toBeVisible()
  await dialog.getByLabel('Reason').fill('the cost centre was wrong')
  await dialog.getByRole('button', { name: 'Re-open statement' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('the cost centre was wrong')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Re-open/ })).toHaveCount(0)

  await closeMonth(page)
  const again = (await listed()).find(({ tenantId }) => tenantId === one.tenantId)
  expect(again).toMatchObject({ version: one.version + 1, totals: one.totals })
  expect(again?.number).not.toBe(one.number)
})

test('the auditor reads statements and changes nothing', async ({ page }) => {
  await signIn(page, 'auditor')
  await page.goto('/finance/statements')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Statements')
  await expect(page.getByRole('button', { name: /^Close / })).toHaveCount(0)
})
