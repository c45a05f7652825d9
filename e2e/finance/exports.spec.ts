/** Finance takes what it closed elsewhere: every file is opened, and says the same as the API to the last digit. */
import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, type Download, type Page, test } from '@playwright/test'
import { parseNano } from '@/lib/base/money'
import { readPdf } from '@/lib/reports/testing/read-pdf'
import { calculate, readXlsx } from '@/lib/reports/testing/read-xlsx'
import { callApi, signIn } from '../demo'

test.describe.configure({ timeout: 240_000 })
const expect = atOnce.configure({ timeout: 60_000 })

type Cost = { currency: string; cost: string }
type Statement = { id: string; number: string; tenantName: string; totals: Cost[]; lines: (Cost & { calls: number })[] }

/** The last month that is over everywhere: in the last zone it ends half a day after it does in UTC. */
const now = new Date(Date.now() - 13 * 3_600_000)
const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7)
const nano = (amount: string) => parseNano(amount) ?? 0n
const sum = (costs: string[]) => costs.reduce((total, cost) => total + nano(cost), 0n)

async function closeAll(): Promise<void> {
  const body = { month, without: [] }
  await expect
    .poll(async () => (await callApi<{ remaining: number }>('POST', 'closing', body).catch(() => ({ remaining: -1 }))).remaining)
    .toBe(0)
}

async function inForce(): Promise<Statement[]> {
  const { items } = await callApi<{ items: Statement[] }>('GET', `statements?month=${month}&state=closed&limit=1000`)
  return items
}

async function download(page: Page, act: () => Promise<void>): Promise<Download> {
  const [file] = await Promise.all([page.waitForEvent('download'), act()])
  return file
}

test('a statement as PDF, XLSX and CSV says what the page and the API say', async ({ page }) => {
  await closeAll()
  const [first] = (await inForce()).filter(({ totals }) => totals.length > 0)
  if (!first) throw new Error('nothing was closed')
  const statement = await callApi<Statement>('GET', `statements/${first.id}`)
  const [total] = statement.totals
  if (!total) throw new Error('nothing is billed')
  await signIn(page, 'finance')
  await page.goto(`/finance/statements/${first.id}`)
  await expect(
    page.getByText(statement.totals.map(({ cost, currency }) => `${cost} ${currency}`).join(' + ')).first(),
  ).toBeVisible()

  const link = (form: string) => page.getByRole('link', { name: `Download the statement as ${form}` })
  const pdf = await download(page, () => link('PDF').click())
  expect(pdf.suggestedFilename()).toBe(`${first.number}-${month}.pdf`)
  const { text } = readPdf(readFileSync(await pdf.path()))
  expect(text).toContain(first.number)
  expect(text).toContain(first.tenantName)
  expect(sum([text.replaceAll(',', '').match(new RegExp(`([\\d.]+) ${total.currency}`))?.[1] ?? ''])).toBe(nano(total.cost))

  const xlsx = await download(page, () => link('XLSX').click())
  const book = readXlsx(readFileSync(await xlsx.path()))
  const summary = book.get('Statement') ?? new Map()
  for (const { currency, cost } of statement.totals) {
    const [at = ''] = [...summary].find(([name, cell]) => name.startsWith('A') && cell.text === currency) ?? []
    expect(BigInt(Math.round(calculate(book, 'Statement', at.replace('A', 'B')) * 1e9))).toBe(nano(cost))
  }

  const csv = await download(page, () => link('CSV').click())
  const [head = '', ...lines] = readFileSync(await csv.path(), 'utf8')
    .trim()
    .split(/\r?\n/)
  const column = head.split(',').indexOf('cost')
  expect(sum(lines.map((line) => line.split(',')[column] ?? ''))).toBe(sum(statement.totals.map(({ cost }) => cost)))
})

test('a month as FOCUS comes with how far it is, whole, and adds up to its statements', async ({ page }) => {
  await closeAll()
  const statements = await inForce()
  const { rows } = await callApi<{ rows: number }>('GET', `exports/focus?month=${month}`)
  await signIn(page, 'finance')
  await page.goto(`/finance/exports?month=${month}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Exports')
  const file = await download(page, () => page.getByRole('button', { name: 'Download FOCUS 1.2' }).click())
  expect(file.suggestedFilename()).toBe(`focus-1.2-${month}.csv`)
  const [, ...charges] = readFileSync(await file.path(), 'utf8')
    .trim()
    .split(/\r\n/)
  expect(charges.length).toBe(rows)
  expect(sum(charges.map((line) => line.slice(0, line.indexOf(','))))).toBe(
    sum(statements.flatMap(({ totals }) => totals.map(({ cost }) => cost))),
  )
  for (const name of ['Download Chargeback by cost centre', 'Download Price book'])
    expect((await download(page, () => page.getByRole('button', { name }).click())).suggestedFilename()).toMatch(/\.csv$/)
})

test('a file that breaks off is not saved short, but said to be', async ({ page }) => {
  await closeAll()
  await signIn(page, 'auditor')
  await page.goto(`/finance/exports?month=${month}`)
  await page.route('**/api/v1/exports/focus?*', (route) =>
    route.fulfill({ body: 'BilledCost\r\n1\r\n', contentType: 'text/csv' }),
  )
  await page.getByRole('button', { name: 'Download FOCUS 1.2' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'the connection broke off' })).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
})
