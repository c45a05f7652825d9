/** Finance lays a provider's bill beside the ledger: what agrees, what differs and why; a file that is no bill says so. */
import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, test } from '@playwright/test'
import { callApi, signIn } from '../demo'

test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Bill = { id: string; cost: string; tokens: number; lines: { day: string; model: string; cost: string; tokens: number }[] }

const HEAD = 'Date,MeterCategory,MeterSubCategory,MeterName,UnitOfMeasure,Quantity,CostInBillingCurrency,BillingCurrencyCode'
const named = (text: string) => ({ name: `bill-${Date.now()}.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) })

/** What the ledger has of a day that is over, asked by a bill of next to nothing. */
async function ledgerOf(day: string): Promise<Bill> {
  const csv = [HEAD, `${day},Azure OpenAI,,gpt-4o-mini Tokens,1K,0,0,USD`].join('\n')
  return callApi<Bill>('POST', 'reconciliations', { fileName: `ask ${day}.csv`, csv })
}

test('a bill is uploaded, explained day by day, and taken away as CSV', async ({ page }) => {
  const day = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10)
  const ledger = await ledgerOf(day)
  const [one, ...others] = ledger.lines.filter(({ tokens }) => tokens > 0)
  if (!one) throw new Error(`the demo has nothing of ${day}`)
  const rows = [
    ...[one, ...others].map(
      ({ model, tokens, cost }) => `${day},Azure OpenAI,,${model} Inp glbl Tokens,1K,${tokens / 1000},${cost},USD`,
    ),
    `${day},Azure OpenAI,,somebody-elses Outp glbl Tokens,1K,5,12.5,USD`,
    `${day},Storage,,Blob,1 GB,1,99,USD`,
  ]
  await signIn(page, 'finance')
  await page.goto('/finance/reconcile')
  await page.getByRole('button', { name: 'Upload a bill' }).click()
  const dialog = page.getByRole('dialog')

  // A file that is none says so, and the dialog stays.
  await dialog.getByLabel('CSV file').setInputFiles(named('a,b\n1,2'))
  await dialog.getByRole('button', { name: 'Compare with the ledger' }).click()
  await expect(dialog.getByRole('alert')).toContainText('known here')

  const bill = named([HEAD, ...rows].join('\n'))
  await dialog.getByLabel('CSV file').setInputFiles(bill)
  await dialog.getByRole('button', { name: 'Compare with the ledger' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(bill.name)
  await expect(page.getByText(/bills \$12\.50 more than the ledger has/)).toBeVisible()
  const table = page.getByRole('table', { name: 'Days and models' })
  await expect(table.getByRole('row').filter({ hasText: 'somebody-elses' })).toContainText('not a model of ours')
  await expect(table.getByRole('row').filter({ hasText: one.model }).first()).toContainText('agrees')
  await expect(page.getByText('of which 1 of something else than models')).toBeVisible()

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the comparison as CSV' }).click(),
  ])
  const lines = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\r\n')
  expect(lines).toHaveLength(ledger.lines.filter(({ tokens }) => tokens > 0).length + 2)
  expect(lines.find((line) => line.includes('somebody-elses'))).toContain('unknownModel')

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
  }
  await page.goto('/finance/reconcile')
  await expect(page.getByRole('table', { name: 'Bills' }).getByRole('link', { name: bill.name })).toBeVisible()
})

test('the auditor reads bills and uploads none', async ({ page }) => {
  await signIn(page, 'auditor')
  await page.goto('/finance/reconcile')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reconcile')
  await expect(page.getByRole('button', { name: 'Upload a bill' })).toHaveCount(0)
})
