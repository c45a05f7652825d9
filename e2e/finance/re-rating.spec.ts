/** A price was wrong: finance works out what it changes, somebody else books it, and the file foots. */
import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, type Page, test } from '@playwright/test'
import { parseNano } from '@/lib/base/money'
import { callApi, signIn } from '../demo'
import { callModel, makeOwnEstate, type OwnEstate } from '../own-estate'
import { type Receiver, startReceiver } from '../receiver'

// A slow machine is no failure.
test.describe.configure({ timeout: 240_000 })
const expect = atOnce.configure({ timeout: 60_000 })

type Call = { cost: string | null; tokens: { input: number; output: number } }
type Rerating = { id: string; calls: number; totals: { billed: string; now: string; difference: string; currency: string }[] }

let provider: Receiver
let estate: OwnEstate
const nano = (amount: string) => parseNano(amount) ?? 0n
const DAY_MS = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString()

const priceOf = (input: string, output: string, effectiveFrom: string) =>
  callApi('POST', 'prices', { model: estate.model, currency: 'EUR', effectiveFrom, perMillion: { input, output } })
const bookedCalls = async () =>
  (await callApi<{ items: Call[] }>('GET', `calls?tenantId=${estate.tenant.id}&outcome=answered`)).items

const answer = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1_000, completion_tokens: 5, total_tokens: 1_005 },
}

test.beforeAll(async () => {
  provider = await startReceiver(JSON.stringify(answer))
  estate = await makeOwnEstate('rerate', provider.url)
  await priceOf('1', '2', ago(3))
  // A new price is in force within a second.
  await expect
    .poll(async () => {
      await callModel(estate)
      return (await bookedCalls()).some(({ cost }) => cost !== null)
    })
    .toBe(true)
})
test.afterAll(() => provider.close())

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(', ')}`)).toEqual([])
  }
}

test('what a price for the past changes is seen before it is booked, by somebody else, once', async ({ page, browser }) => {
  await priceOf('3', '6', ago(2))
  await signIn(page, 'finance')
  await page.goto('/finance/re-rating')
  await page.getByRole('button', { name: `Work out ${estate.model}` }).click()
  const dialog = page.getByRole('dialog', { name: 'Work out a difference' })
  await dialog.getByLabel('Why').fill('')
  await dialog.getByRole('button', { name: 'Work it out' }).click()
  await expect(dialog.getByText('give a reason')).toBeVisible()
  await dialog.getByLabel('Why').fill(`Price of ${estate.tag} was wrong`)
  await dialog.getByRole('button', { name: 'Work it out' }).click()
  await expect(page).toHaveURL(/re-rating\/rer_/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`Re-rating of ${estate.model}`)
  await expect(page.getByRole('table', { name: 'Difference by tenant' })).toContainText(estate.tenant.name)
  await expect(page.getByRole('button', { name: 'Book' })).toBeDisabled()
  await expectAccessible(page)

  // A call is 1,000 tokens in at 3 and 5 out at 6 per million, those that had no price at first included.
  const id = page.url().split('/').at(-1) ?? ''
  const { calls, totals } = await callApi<Rerating>('GET', `reratings/${id}`)
  const [total] = totals
  expect(nano(total?.billed ?? '')).toBeGreaterThan(0n)
  expect(nano(total?.now ?? '')).toBe(BigInt(calls) * 3_030_000n)
  expect(nano(total?.difference ?? '')).toBe(nano(total?.now ?? '') - nano(total?.billed ?? ''))

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the re-rating as CSV' }).click(),
  ])
  const [head = '', ...lines] = readFileSync(await download.path(), 'utf8')
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
  const at = head.split(',').indexOf('difference')
  expect(lines.reduce((sum, line) => sum + nano(line.split(',')[at] ?? ''), 0n)).toBe(nano(total?.difference ?? ''))

  const other = await browser.newContext()
  const admin = await other.newPage()
  await signIn(admin, 'admin')
  await admin.goto(`/finance/re-rating/${id}`)
  await admin.getByRole('button', { name: 'Book' }).click()
  const confirm = admin.getByRole('dialog', { name: `Book the re-rating of ${estate.model}?` })
  await expect(confirm).toContainText('1 tenant is billed')
  await confirm.getByRole('button', { name: /^Book / }).click()
  await expect(confirm).toHaveCount(0)
  await expect(admin.getByText('stands on the statements made since it was booked')).toBeVisible()
  await expect(admin.getByRole('button', { name: 'Book' })).toHaveCount(0)
  await other.close()
  await expect(callApi('POST', `reratings/${id}/book`, {})).rejects.toThrow(/409/)
  // Nothing that was booked is rewritten.
  expect((await bookedCalls()).filter(({ cost }) => cost !== null && nano(cost) > nano(total?.billed ?? ''))).toEqual([])
})

test('the auditor sees re-ratings and decides on none', async ({ page }) => {
  const { id } = await callApi<Rerating>('POST', 'reratings', { model: estate.model, from: ago(3), reason: 'to be read' })
  await signIn(page, 'auditor')
  await page.goto(`/finance/re-rating/${id}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Re-rating of')
  for (const name of ['Book', 'Discard']) await expect(page.getByRole('button', { name })).toHaveCount(0)
})
