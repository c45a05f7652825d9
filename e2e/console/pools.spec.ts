/** A pool's page: members, breakers, latency and share live, while a simulated provider is broken from a button beside them. */
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, type Locator, type Page, test } from '@playwright/test'
import { callApi, readDemo, signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

const member = (page: Page, name: string): Locator =>
  page.getByRole('table', { name: 'Members' }).getByRole('row').filter({ hasText: name })

async function openPool(page: Page): Promise<void> {
  const { items } = await callApi<{ items: { id: string }[] }>('GET', 'pools?search=Azure OpenAI, Europe')
  await page.goto(`/admin/pools/${items[0]?.id}`)
  await expect(page.getByRole('table', { name: 'Members' })).toBeVisible()
}

/** Attempts of a member in the last minute, as the page shows them. */
async function attemptsOf(page: Page, name: string): Promise<number> {
  const heads = await page.getByRole('table', { name: 'Members' }).getByRole('columnheader').allInnerTexts()
  const cells = await member(page, name).getByRole('cell').allInnerTexts()
  return Number((cells[heads.indexOf('Attempts')] ?? '').replaceAll(/\D/g, ''))
}

/** About when the breaker of apimaoai01 lets a probe through, by what the page says; NaN where it is not open. */
async function openUntilMs(page: Page): Promise<number> {
  const [, seconds] = /until .*?(\d+) s more/s.exec((await member(page, 'apimaoai01').textContent()) ?? '') ?? []
  return Date.now() + 1_000 * Number(seconds ?? Number.NaN)
}

/** Tells all of the demo's providers how to behave. */
async function simulate(mode: string): Promise<void> {
  const { items } = await callApi<{ items: { id: string; name: string }[] }>('GET', 'backends?limit=1000')
  for (const { id } of items.filter(({ name }) => ['apimaoai01', 'apimaoai02', 'openai'].includes(name)))
    await callApi('POST', `backends/${id}/simulate`, { mode })
}

test.afterEach(async () => {
  await simulate('ok')
})

test('a provider is broken from the page: its breaker opens, with why and until when, the others take its share, and it comes back', async ({
  page,
}) => {
  test.setTimeout(400_000)
  const since = new Date().toISOString()
  await signIn(page, 'admin')
  await openPool(page)
  await page.getByRole('button', { name: 'Send calls for a minute' }).click()
  for (const name of ['apimaoai01', 'apimaoai02']) {
    await expect(member(page, name)).toContainText('closed')
    await expect.poll(() => attemptsOf(page, name), { timeout: 30_000 }).toBeGreaterThan(5)
    await expect(member(page, name)).toContainText(/\d ms/)
  }

  await page.getByRole('combobox', { name: 'How to break apimaoai01' }).selectOption('busy (429, 20 s)')
  await page.getByRole('button', { name: 'Break apimaoai01' }).click()
  await expect(member(page, 'apimaoai01')).toContainText(/open\s*status 429 until .*\d+ s more/, { timeout: 30_000 })
  await expect(page.getByText('2 of 3')).toBeVisible()
  await expect(page.getByText('out: apimaoai01')).toBeVisible()

  // While it is open it gets nothing, and the other one all.
  // Looked at for as long as it is open until the same moment: after twenty seconds a probe goes out, and is one attempt more.
  for (let isSeen = false; !isSeen; ) {
    await page.getByRole('button', { name: 'Send calls for a minute' }).click()
    const untilMs = await openUntilMs(page)
    const [left, taken] = [await attemptsOf(page, 'apimaoai01'), await attemptsOf(page, 'apimaoai02')]
    await expect.poll(() => attemptsOf(page, 'apimaoai02'), { timeout: 30_000 }).toBeGreaterThan(taken + 20)
    const now = await attemptsOf(page, 'apimaoai01')
    isSeen = Math.abs((await openUntilMs(page)) - untilMs) < 8_000
    if (isSeen) expect(now).toBeLessThanOrEqual(left)
  }

  await page.getByRole('button', { name: 'Mend apimaoai01' }).click()
  // Its probe is one of these.
  await page.getByRole('button', { name: 'Send calls for a minute' }).click()
  await expect(member(page, 'apimaoai01')).toContainText('closed', { timeout: 60_000 })
  await page.getByRole('button', { name: 'Send calls for a minute' }).click()
  const before = await attemptsOf(page, 'apimaoai01')
  await expect.poll(() => attemptsOf(page, 'apimaoai01'), { timeout: 60_000 }).toBeGreaterThan(before)

  // No caller noticed: every call since the beginning was answered.
  const { items } = await callApi<{ items: { outcome: string; durationMs: number }[] }>(
    'GET',
    `calls?from=${since}&outcome=failed&limit=100`,
  )
  expect(items).toEqual([])
})

test('the rules of a pool are changed in the browser and in force', async ({ page }) => {
  test.setTimeout(180_000)
  await signIn(page, 'admin')
  await openPool(page)
  await page.getByRole('button', { name: /^Edit pool/ }).click()
  await page.getByLabel('When no backend can answer').selectOption('a canned answer')
  await page.getByLabel('Answer', { exact: true }).fill('We are back in a minute.')
  await page.getByLabel('Ask each backend now and then whether it is there').check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('a canned answer: “We are back in a minute.”')).toBeVisible()
  // The probes have begun.
  await expect(member(page, 'apimaoai01')).toContainText('answered', { timeout: 60_000 })

  await simulate('down')
  const { url, keys } = readDemo()
  const ask = async () => {
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys[0]?.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }] }),
    })
    return `${answer.status} ${await answer.text()}`
  }
  // Another test may have used up this minute's calls of the key.
  await expect.poll(ask, { timeout: 90_000 }).toMatch(/^200 .*We are back in a minute\./)
  const pools = await callApi<{ items: { id: string; version: number }[] }>('GET', 'pools?search=Azure OpenAI, Europe')
  const [pool] = pools.items
  await callApi(
    'PATCH',
    `pools/${pool?.id}`,
    { lastResort: { kind: 'refuse' }, probe: null },
    { 'if-match': `"${pool?.version}"` },
  )
})

test('an auditor watches a pool and breaks nothing', async ({ page }) => {
  await signIn(page, 'auditor')
  await openPool(page)
  await expect(page.getByRole('button', { name: /^(Break |Mend |Send calls|Edit|Delete)/ })).toHaveCount(0)
})

test('the page of a pool passes the accessibility rules and fits a phone, levers and all', async ({ page }) => {
  await signIn(page, 'admin')
  await openPool(page)
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 })
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(', ')}`)).toEqual([])
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(overflow).toBeLessThanOrEqual(0)
    await page.getByRole('button', { name: 'Break openai' }).scrollIntoViewIfNeeded()
    const box = await page.getByRole('button', { name: 'Break openai' }).boundingBox()
    expect((box?.x ?? width) + (box?.width ?? 0)).toBeLessThanOrEqual(width)
  }
})
