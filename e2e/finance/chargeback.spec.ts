/** Finance asks who spent what: any period, by anything, down to the calls, and the file says the same as the page and the API. */
import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, test } from '@playwright/test'
import { formatNano, parseNano } from '@/lib/base/money'
import { callApi, signIn } from '../demo'

test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Row = { key: string; label: string; currency: string; cost: string; calls: number }
type Report = { rows: Row[]; totals: { currency: string; cost: string; calls: number }[] }

/** Days of the demo’s month that are over everywhere: nothing comes to them any more. */
const last = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10)
const first = new Date(Date.now() - 9 * 86_400_000).toISOString().slice(0, 10)

const nanoOf = (cost: string) => parseNano(cost) ?? 0n
const sumOf = (costs: string[]) => formatNano(costs.reduce((sum, cost) => sum + nanoOf(cost), 0n))

test('a cost is followed from cost centres to a tenant and to its calls, and the file foots', async ({ page }) => {
  await signIn(page, 'finance')
  await page.goto('/finance')
  await page.getByLabel('Period').selectOption('other')
  await page.getByLabel('First day').fill(last)
  await page.getByLabel('Last day').fill(first)
  await expect(page.getByText('The last day must not be before the first.')).toBeVisible()
  await page.getByLabel('First day').fill(first)
  await page.getByLabel('Last day').fill(last)
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(page).toHaveURL(new RegExp(`from=${first}&to=${last}`))
  await page.getByLabel('By', { exact: true }).selectOption('costCentre')
  await expect(page).toHaveURL(/by=costCentre/)

  // Whatever it is split by, it comes to the same.
  const days = `from=${first}&to=${last}`
  const reports = await Promise.all(
    ['tenant', 'costCentre', 'product', 'model', 'backend', 'key', 'endUser'].map((by) =>
      callApi<Report>('GET', `reports/chargeback?${days}&by=${by}`),
    ),
  )
  const [byTenant, byCentre] = reports
  expect(byCentre?.rows.length).toBeGreaterThan(1)
  for (const { rows, totals } of reports) {
    expect(totals).toEqual(byTenant?.totals)
    expect(sumOf(rows.map(({ cost }) => cost))).toBe(sumOf(totals.map(({ cost }) => cost)))
  }

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the report as CSV' }).click(),
  ])
  const [head = '', ...lines] = readFileSync(await download.path(), 'utf8')
    .trim()
    .split(/\r?\n/)
  const at = head
    .replace(/^\uFEFF/, '')
    .split(',')
    .indexOf('cost')
  expect(sumOf(lines.map((line) => line.split(',')[at] ?? ''))).toBe(sumOf(byCentre?.rows.map(({ cost }) => cost) ?? []))

  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])

  // Research is alone in its cost centre.
  await page
    .getByRole('table', { name: /Chargeback of .* by cost centre/ })
    .getByRole('link', { name: 'CC-4200' })
    .click()
  const tenants = page.getByRole('table', { name: /Chargeback of .* by tenant/ })
  await expect(tenants.getByRole('row')).toHaveCount(2)
  await tenants.getByRole('link', { name: 'Research' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Calls')
  await expect(page).toHaveURL(new RegExp(`firstDay=${first}&lastDay=${last}`))
  const research = byTenant?.rows.find(({ label }) => label === 'Research')
  const calls: { cost: string | null; calls: number }[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const read: { items: typeof calls; nextCursor: string | null } = await callApi(
      'GET',
      `calls?tenantId=${research?.key}&firstDay=${first}&lastDay=${last}&limit=1000${cursor ? `&cursor=${cursor}` : ''}`,
    )
    calls.push(...read.items)
    cursor = read.nextCursor
  }
  expect(sumOf(calls.map(({ cost }) => cost ?? '0'))).toBe(research?.cost)

  const row = page.getByRole('table', { name: 'Calls' }).getByRole('row').nth(1)
  await row.getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'How much' })).toBeVisible()
  await expect(page.getByText('not shown to you')).toBeVisible()
})

test('what is unlike a tenant and what was saved is read by the auditor too, who is offered nothing to change', async ({
  page,
}) => {
  await signIn(page, 'auditor')
  await page.goto('/finance/anomalies?days=7')
  await expect(page.getByRole('link', { name: 'Last 7 days' })).toHaveAttribute('aria-current', 'page')
  // The demo’s prompts were partly cached by its providers.
  await expect(page.getByRole('table', { name: 'Saved by caching' }).getByRole('row').nth(1)).toBeVisible()
  await page.goto('/finance/budgets')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Budgets')
  await expect(page.getByRole('button', { name: 'Plan budget' })).toHaveCount(0)
})
