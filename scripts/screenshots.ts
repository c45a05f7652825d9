/** `npm run screenshots`: makes the pictures of the README and the docs, or those that are named, from a running demo, which `DATA_DIR/demo.json` tells of. */
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { parseEnv } from '@/lib/base/env'
import { root } from './build-stamp.mjs'
import { chromiumArgs, ensureChromium } from './chromium'
import { runScript } from './run-script'

type Demo = {
  url: string
  accounts: { email: string; password: string; role: string }[]
  keys: { key: string }[]
  managementToken: string
}

type Picture = {
  file: string
  role: string
  path: string
  /** What is done before the picture is taken. */
  act?: (page: Page) => Promise<unknown>
}

const pictures: Picture[] = [
  { file: 'admin-overview.png', role: 'admin', path: '/admin' },
  { file: 'portal.png', role: 'developer', path: '/portal' },
  { file: 'finance-chargeback.png', role: 'finance', path: '/finance' },
  {
    file: 'job-find-why-calls-fail.png',
    role: 'admin',
    path: '/admin/calls?model=gpt-4o-mini',
    act: async (page) => {
      await page.goto(`/admin/calls/${await callPastBrokenBackend()}`)
      await page.getByRole('table', { name: 'Attempts' }).scrollIntoViewIfNeeded()
    },
  },
  {
    file: 'job-find-last-nights-spike.png',
    role: 'admin',
    path: '/admin?range=24h',
    act: async (page) => {
      const chart = page.getByRole('figure', { name: /Calls by hour/ })
      await chart.getByRole('button', { name: 'Show as table' }).click()
      await chart.getByRole('link').nth(8).click()
      await page.getByRole('heading', { name: 'Tenants that used most then' }).waitFor()
    },
  },
  {
    file: 'job-undo-a-bad-edit.png',
    role: 'admin',
    path: '/admin/audit?noun=pool',
    act: async (page) => {
      await page
        .getByRole('button', { name: /^Show change/ })
        .first()
        .click()
      await page.getByRole('button', { name: 'Undo this change' }).click()
      await page
        .getByRole('dialog', { name: /^Undo pools.update/ })
        .locator('del')
        .first()
        .waitFor()
    },
  },
  { file: 'alert-rules.png', role: 'admin', path: '/admin/alerts/rules' },
  {
    file: 'job-product.png',
    role: 'admin',
    path: '/admin/products',
    act: async (page) => {
      await page.getByRole('link', { name: 'Chat Premium' }).click()
      await page.getByRole('heading', { name: 'Details' }).waitFor()
      await page.locator('.recharts-bar-rectangle').first().waitFor()
    },
  },
  {
    file: 'job-leaked-key.png',
    role: 'admin',
    path: '/admin/keys',
    act: async (page) => {
      await page.getByRole('table', { name: 'Keys' }).getByRole('link').first().click()
      await page.getByRole('table', { name: 'Calls' }).waitFor()
      await page.locator('.recharts-bar-rectangle').first().waitFor()
    },
  },
  {
    file: 'job-approve-requests.png',
    role: 'admin',
    path: '/admin/approvals',
    act: async (page) => page.getByLabel('Select all requests').check(),
  },
  {
    file: 'job-raise-a-quota.png',
    role: 'admin',
    path: '/admin/limits/resolver',
    act: async (page) => {
      await page.getByRole('combobox', { name: 'Tenant' }).click()
      await page.getByRole('option').nth(1).click()
      await page.getByRole('table', { name: 'Limits that apply' }).waitFor()
    },
  },
  {
    file: 'limit-preview.png',
    role: 'admin',
    path: '/admin/limits?sort=name',
    act: async (page) => {
      await page.getByRole('button', { name: 'Edit limit Research: tokens per day' }).first().click()
      await page.getByLabel('Amount').fill('200000')
      await page.getByRole('button', { name: 'Preview the last 30 days' }).click()
      await page.getByText('Whom', { exact: true }).scrollIntoViewIfNeeded()
    },
  },
  {
    file: 'job-drain-a-region.png',
    role: 'admin',
    path: '/admin/pools',
    act: async (page) => {
      await page
        .getByRole('link', { name: /Azure OpenAI/ })
        .first()
        .click()
      await page
        .getByRole('button', { name: /^What if .* were gone/ })
        .first()
        .click()
      await page.getByText(/^Without .* go to/).waitFor()
    },
  },
  { file: 'job-add-a-price.png', role: 'admin', path: '/admin/prices' },
  {
    file: 'job-export-config.png',
    role: 'admin',
    path: '/admin/config',
    act: async (page) => {
      await page
        .getByLabel('Document', { exact: true })
        .fill(
          'version: 1\ntenants:\n  - name: Research\n    costCentre: CC-4711\n  - name: Field trials\n    costCentre: CC-4712\n    timeZone: Europe/Berlin\n    currency: EUR\n',
        )
      await page.getByRole('button', { name: 'Plan' }).click()
      await page.getByText('to create').waitFor()
    },
  },
]
const folder = path.join(root, 'docs', 'images')
const named = process.argv.slice(2)

runScript(async () => {
  const demo = readDemo()
  mkdirSync(folder, { recursive: true })
  const browser = await chromium.launch({ executablePath: ensureChromium(console.log), args: chromiumArgs })
  try {
    for (const picture of pictures) {
      if (named.length > 0 && !named.includes(picture.file)) continue
      await takePicture(browser, demo, picture)
      console.log(`docs/images/${picture.file}`)
    }
  } finally {
    await browser.close()
  }
})

/** One call whose first backend is down for the moment: its trace has two attempts. */
async function callPastBrokenBackend(): Promise<string> {
  const { url, managementToken, keys } = readDemo()
  const send = (path: string, token: string, body?: object) =>
    fetch(`${url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  const list = await (await send('/api/v1/backends?search=apimaoai01', managementToken)).json()
  const { id } = (list as { items: { id: string }[] }).items[0] ?? { id: '' }
  const simulate = (mode: string) => send(`/api/v1/backends/${id}/simulate`, managementToken, { mode })
  await simulate('down')
  try {
    // The first choice goes by weight: some call meets the broken one, and is answered by the other.
    for (let tries = 0; tries < 20; tries++) {
      const messages = [{ role: 'user', content: 'Say hello' }]
      const answer = await send('/v1/chat/completions', keys[0]?.key ?? '', { model: 'gpt-4o-mini', max_tokens: 20, messages })
      await answer.text()
      const callId = answer.headers.get('x-request-id') ?? ''
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      const call = await (await send(`/api/v1/calls/${callId}`, managementToken)).json()
      if ((call as { attempts?: number }).attempts === 2) return callId
    }
  } finally {
    await simulate('ok')
  }
  throw new Error('no call met the broken backend')
}

function readDemo(): Demo {
  const file = path.join(parseEnv().DATA_DIR, 'demo.json')
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Demo
  } catch {
    throw new Error(`${file} is not there: start the demo first (npm run demo), with the same DATA_DIR.`)
  }
}

async function takePicture(browser: Browser, demo: Demo, { file, role, path: pagePath, act }: Picture): Promise<void> {
  const context = await browser.newContext({
    baseURL: demo.url,
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 1,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'UTC',
  })
  try {
    const page = await context.newPage()
    await signIn(page, demo, role)
    await page.goto(pagePath)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    await act?.(page)
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: path.join(folder, file), animations: 'disabled', caret: 'hide' })
  } finally {
    await context.close()
  }
}

async function signIn(page: Page, demo: Demo, role: string): Promise<void> {
  const account = demo.accounts.find((one) => one.role === role)
  if (!account) throw new Error(`The demo has no ${role}.`)
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password').fill(account.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}
