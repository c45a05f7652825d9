/** A budget is planned, asked to be raised by one, decided by another, lowered and deleted. */
import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, type Page, test } from '@playwright/test'
import { parseNano } from '@/lib/base/money'
import { callApi, choose, signIn } from '../demo'

test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

async function isClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

test('more money goes by approval, never by one’s own', async ({ page, browser }) => {
  const name = `Research ${Date.now()}`
  await signIn(page, 'finance')
  await page.goto('/finance/budgets?do=plan-budget')
  const dialog = page.getByRole('dialog', { name: 'Plan budget' })
  await dialog.getByRole('button', { name: 'Plan budget' }).click()
  await expect(dialog.getByText('Tenant must be chosen')).toBeVisible()
  // Only an admin refuses calls.
  await expect(dialog.getByLabel('Hard stop')).toHaveCount(0)
  await dialog.getByLabel('Name').fill(name)
  await choose(dialog, 'Tenant', 'Research')
  await dialog.getByLabel('Amount').fill('1000')
  await dialog.getByLabel('Each').selectOption('quarter')
  await dialog.getByLabel('Tell when spent, in %').fill('50, eighty')
  await dialog.getByRole('button', { name: 'Plan budget' }).click()
  await expect(dialog.getByText(/Tell when spent, in % .*number/i)).toBeVisible()
  await expect(dialog.getByLabel('Name')).toHaveValue(name)
  await dialog.getByLabel('Tell when spent, in %').fill('90, 100')
  await dialog.getByRole('button', { name: 'Plan budget' }).click()
  await expect(dialog).toHaveCount(0)
  await isClean(page)

  await page.getByLabel('Search budgets').fill(name)
  await expect(page).toHaveURL(/search=Research/)
  await page.getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
  await expect(page.getByText(/of \$1,000\.00 is spent in Q[1-4] \d{4}, likely/)).toBeVisible()
  await expect(page.getByRole('figure', { name: /Left after each day/ })).toBeVisible()
  await isClean(page)
  const id = page.url().split('/').at(-1)?.split('?')[0] ?? ''

  // The file of its days comes to what the page says is spent.
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the days as CSV' }).click(),
  ])
  const [head = '', ...lines] = readFileSync(await download.path(), 'utf8')
    .trim()
    .split(/\r?\n/)
  const at = head
    .replace(/^\uFEFF/, '')
    .split(',')
    .indexOf('spent')
  const spent = lines.reduce((sum, line) => sum + (parseNano(line.split(',')[at] ?? '') ?? 0n), 0n)
  expect(spent).toBeGreaterThan(0n)

  await page.getByRole('button', { name: 'Ask for more' }).click()
  const asking = page.getByRole('dialog', { name: `Ask for more for ${name}` })
  await asking.getByLabel('New amount, USD').fill('900')
  await asking.getByLabel('Reason').fill('a new project begins')
  await asking.getByRole('button', { name: 'Ask for it' }).click()
  await expect(asking.getByText('must be more than the budget has').first()).toBeVisible()
  await asking.getByLabel('New amount, USD').fill('1500')
  await asking.getByRole('button', { name: 'Ask for it' }).click()
  await expect(asking).toHaveCount(0)
  await expect(page.getByText('You asked: somebody else decides.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0)

  const context = await browser.newContext()
  const admin = await context.newPage()
  await signIn(admin, 'admin')
  await admin.goto(`/finance/budgets/${id}`)
  await admin.getByRole('button', { name: 'Approve' }).click()
  const approving = admin.getByRole('dialog', { name: new RegExp(`^Approve .* for ${name}`) })
  await expect(approving.getByText('a new project begins')).toBeVisible()
  await approving.getByRole('button', { name: 'Approve' }).click()
  await expect(approving).toHaveCount(0)
  await expect(admin.getByText(/of \$1,500\.00 is spent/)).toBeVisible()
  await context.close()

  await page.reload()
  await expect(page.getByRole('table', { name: 'Larger budgets asked for' })).toContainText('a new project begins')
  const { version } = await callApi<{ version: number }>('GET', `budgets/${id}`)
  expect(version).toBe(2)
  await page.getByRole('button', { name: `Delete budget ${name}` }).click()
  const deleting = page.getByRole('dialog', { name: `Delete budget ${name}?` })
  await expect(deleting).toContainText('Nobody hears any more')
  await deleting.getByRole('button', { name: 'Delete budget' }).click()
  await expect(page).toHaveURL(/\/finance\/budgets$/)
})
