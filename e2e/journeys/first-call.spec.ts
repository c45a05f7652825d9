/**
 * The main job, end to end, in a real browser and with the official client: an admin makes a tenant, a product and a quota; a
 * developer subscribes, issues a key and calls; the quota runs out, is raised, a region dies unnoticed; finance sees the cost.
 */
import { expect as atOnce, type Page, test } from '@playwright/test'
import OpenAI, { APIError, AzureOpenAI } from 'openai'
import { zoneAtNoon } from '@/lib/boot/testing/zone-at-noon'
import { callApi, choose, readDemo, signIn } from '../demo'

// A slow machine is no failure.
const expect = atOnce.configure({ timeout: 30_000 })

const name = `Journey ${Date.now().toString(36)}`
const model = 'gpt-4o-mini'
/** USD per million tokens in the demo, as nano per token: uncached input, cached input, output. */
const price = { input: 150n, cacheRead: 75n, output: 600n }
const QUOTA = 400
/** The tenant's: its day does not end while this runs. */
const timeZone = zoneAtNoon()

type Usage = OpenAI.CompletionUsage | null | undefined

test('from nothing to a paid call, a spent quota, a dead region and a bill', async ({ browser }) => {
  test.setTimeout(400_000)
  const { url } = readDemo()
  let spentNano = 0n
  let spentTokens = 0
  const spend = (usage: Usage) => {
    const prompt = BigInt(usage?.prompt_tokens ?? 0)
    const cached = BigInt(usage?.prompt_tokens_details?.cached_tokens ?? 0)
    spentNano += (prompt - cached) * price.input + cached * price.cacheRead + BigInt(usage?.completion_tokens ?? 0) * price.output
    spentTokens += usage?.total_tokens ?? 0
  }

  const admin = await (await browser.newContext()).newPage()
  await test.step('the admin makes a tenant with a developer, a product and a quota', async () => {
    await signIn(admin, 'admin')
    await createTenant(admin)
    await createProduct(admin)
    await createQuota(admin)
  })

  let key = ''
  await test.step('the developer subscribes and issues a key, shown once', async () => {
    const developer = await (await browser.newContext()).newPage()
    await signIn(developer, 'developer')
    key = await subscribeAndIssueKey(developer)
    await developer.reload()
    await expect(developer.getByText(key)).toHaveCount(0)
    await expect(developer.getByText(key.slice(-4)).first()).toBeVisible()
    await developer.context().close()
  })

  const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 })
  const azure = new AzureOpenAI({ endpoint: url, apiKey: key, apiVersion: '2024-10-21', maxRetries: 0 })
  const ask = (content: string) => ({ model, messages: [{ role: 'user' as const, content }], max_tokens: 60 })

  await test.step('the official client calls, plain and streaming, as OpenAI and as Azure OpenAI', async () => {
    for (const client of [openai, azure]) {
      const answer = await client.chat.completions.create(ask('say hello'))
      expect(answer.choices[0]?.message.content).toBe('hello')
      spend(answer.usage)
      let text = ''
      for await (const chunk of await client.chat.completions.create({
        ...ask('[tokens=30] a story'),
        stream: true,
        stream_options: { include_usage: true },
      })) {
        text += chunk.choices[0]?.delta.content ?? ''
        spend(chunk.usage)
      }
      expect(text.length).toBeGreaterThan(20)
    }
  })

  await test.step('the quota runs out: the next call is refused with 403 and the reset time', async () => {
    let refusal: unknown = null
    for (let i = 0; i < 20 && refusal === null; i++) {
      await openai.chat.completions.create(ask('[tokens=60] more')).then(
        (answer) => spend(answer.usage),
        (error: unknown) => {
          refusal = error
        },
      )
    }
    expect(refusal).toBeInstanceOf(APIError)
    const { status, code, headers } = refusal as APIError<number, Headers>
    expect([status, code]).toEqual([403, 'quota_exceeded'])
    expect(Date.parse(headers.get('x-tollgate-reset') ?? '')).toBeGreaterThan(Date.now())
    expect(spentTokens).toBeLessThanOrEqual(QUOTA)
  })

  await test.step('the admin raises it in the browser, and within a second the call passes', async () => {
    await raiseQuota(admin, 100_000)
    const savedAtMs = Date.now()
    let answer: OpenAI.ChatCompletion | null = null
    // The promise is about when it is in force: the last look begins when the second is over.
    for (let isOver = false; answer === null && !isOver; ) {
      isOver = Date.now() - savedAtMs >= 1_000
      answer = await openai.chat.completions.create(ask('say hello')).catch(() => null)
    }
    expect(answer?.choices[0]?.message.content).toBe('hello')
    spend(answer?.usage)
  })

  await test.step('one region goes down, and callers notice nothing', async () => {
    const simulator = await simulatorUrl()
    const setMode = (mode: string) =>
      fetch(`${simulator}/_sim/resources/apimaoai01/mode`, { method: 'PUT', body: JSON.stringify({ mode }) })
    expect((await setMode('down')).status).toBe(200)
    try {
      const answers = await Promise.all(Array.from({ length: 20 }, () => openai.chat.completions.create(ask('say hello'))))
      for (const answer of answers) {
        expect(answer.choices[0]?.message.content).toBe('hello')
        spend(answer.usage)
      }
    } finally {
      await setMode('ok')
    }
  })

  await test.step('finance sees the cost to the nano', async () => {
    const finance = await (await browser.newContext()).newPage()
    await signIn(finance, 'finance')
    const { cost, calls } = await chargebackOf(name, spentNano)
    expect(cost).toBe(decimal(spentNano))
    expect(calls).toBeGreaterThan(25)
    await finance.goto(`/finance?month=${thisMonth()}`)
    const row = finance
      .getByRole('table', { name: /^Chargeback of / })
      .getByRole('row')
      .filter({ hasText: name })
    await expect(row).toBeVisible()
    await expect(row.locator(`[title*="${decimal(spentNano)}"]`).first()).toBeVisible()
    await finance.context().close()
  })
  await admin.context().close()
})

async function createTenant(admin: Page): Promise<void> {
  await admin.goto('/admin/tenants')
  await admin.getByRole('button', { name: 'Create tenant' }).first().click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Cost centre').fill('CC-9000')
  await dialog.getByLabel('Time zone').fill(timeZone)
  await dialog.getByLabel('Currency').selectOption('USD')
  await dialog.getByRole('button', { name: 'Create tenant' }).click()
  await expect(dialog).toBeHidden()
  await admin.getByRole('link', { name }).first().click()
  await expect(admin.getByRole('heading', { level: 1, name })).toBeVisible()
  await admin.getByRole('button', { name: 'Add member' }).click()
  await admin.getByRole('dialog').getByLabel('E-mail').fill('developer@example.com')
  await admin.getByRole('dialog').getByLabel('Role').selectOption('developer')
  await admin.getByRole('dialog').getByRole('button', { name: 'Add member' }).click()
  await expect(admin.getByRole('dialog')).toBeHidden()
}

async function createProduct(admin: Page): Promise<void> {
  await admin.goto('/admin/products')
  await admin.getByRole('button', { name: 'Create product' }).first().click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await dialog.getByLabel('Description').fill('For the journey test.')
  await dialog.getByLabel(model, { exact: true }).check()
  await dialog.getByLabel('Requires approval').uncheck()
  await dialog.getByRole('button', { name: 'Create product' }).click()
  await expect(dialog).toBeHidden()
  await admin.getByRole('link', { name }).first().click()
  await admin.getByRole('button', { name: 'Publish' }).click()
  await admin.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
  await expect(admin.getByRole('dialog')).toHaveCount(0)
  await expect(admin.getByText('published', { exact: true })).toBeVisible()
}

async function createQuota(admin: Page): Promise<void> {
  await admin.goto('/admin/limits')
  await admin.getByRole('button', { name: 'Create limit' }).first().click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await dialog.getByLabel('Measure').selectOption('tokens')
  await dialog.getByLabel('Amount').fill(String(QUOTA))
  await dialog.getByLabel('Window').selectOption('quota')
  await dialog.getByLabel('Period').selectOption('day')
  await choose(dialog, 'Tenant', name)
  await dialog.getByLabel('Counted for').selectOption('tenant')
  await dialog.getByRole('button', { name: 'Create limit' }).click()
  await expect(dialog).toBeHidden()
}

async function raiseQuota(admin: Page, amount: number): Promise<void> {
  await admin.goto(`/admin/limits?search=${encodeURIComponent(name)}`)
  await admin.getByRole('button', { name: `Edit limit ${name}` }).click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByLabel('Amount').fill(String(amount))
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
}

async function subscribeAndIssueKey(developer: Page): Promise<string> {
  await developer.goto(`/portal/catalog?search=${encodeURIComponent(name)}`)
  await developer.getByRole('button', { name: `Subscribe to ${name}` }).click()
  const dialog = developer.getByRole('dialog')
  await dialog.getByLabel('Tenant').selectOption({ label: name })
  await dialog.getByLabel('Purpose').fill('The first call.')
  await dialog.getByRole('button', { name: 'Subscribe' }).click()
  await expect(developer).toHaveURL(/\/portal\/subscriptions\/sub_/)
  await developer.getByRole('button', { name: 'Issue key' }).first().click()
  await developer.getByRole('dialog').getByLabel('Slot').selectOption('primary')
  await developer.getByRole('dialog').getByRole('button', { name: 'Issue key' }).click()
  const field = developer.getByRole('dialog').getByLabel('Key', { exact: true })
  await expect(field).toHaveValue(/^tg_[0-9A-Za-z]{38}$/)
  const key = await field.inputValue()
  await developer.getByRole('button', { name: 'I have stored it' }).click()
  return key
}

/** The simulated providers of the demo, as its backends name them. */
async function simulatorUrl(): Promise<string> {
  const { items } = await callApi<{ items: { name: string; baseUrl: string }[] }>('GET', 'backends?limit=1000')
  return new URL(items.find((backend) => backend.name === 'apimaoai01')?.baseUrl ?? '').origin
}

/** As the tenant's calendar has it. */
function thisMonth(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit' }).format(new Date())
}

/** The tenant's line of this month, once the ledger has all of it. */
async function chargebackOf(tenant: string, expectedNano: bigint): Promise<{ cost: string; calls: number }> {
  for (let attempt = 0; ; attempt++) {
    const { rows } = await callApi<{ rows: { label: string; cost: string; calls: number }[] }>(
      'GET',
      `reports/chargeback?month=${thisMonth()}&by=tenant`,
    )
    const row = rows.find(({ label }) => label === tenant)
    if (row && (row.cost === decimal(expectedNano) || attempt >= 300)) return row
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function decimal(nano: bigint): string {
  const text = nano.toString().padStart(10, '0')
  return `${text.slice(0, -9)}.${text.slice(-9)}`.replace(/\.?0+$/, '')
}
