/** `npm run screenshots`: makes the README's pictures from a running demo, which `DATA_DIR/demo.json` tells of. */
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { parseEnv } from '@/lib/base/env'
import { root } from './build-stamp.mjs'
import { chromiumArgs, ensureChromium } from './chromium'
import { runScript } from './run-script'

type Demo = { url: string; accounts: { email: string; password: string; role: string }[] }

const pictures = [
  { file: 'admin-overview.png', role: 'admin', path: '/admin' },
  { file: 'portal.png', role: 'developer', path: '/portal' },
  { file: 'finance-chargeback.png', role: 'finance', path: '/finance' },
]
const folder = path.join(root, 'docs', 'images')

runScript(async () => {
  const demo = readDemo()
  mkdirSync(folder, { recursive: true })
  const browser = await chromium.launch({ executablePath: ensureChromium(console.log), args: chromiumArgs })
  try {
    for (const picture of pictures) {
      await takePicture(browser, demo, picture)
      console.log(`docs/images/${picture.file}`)
    }
  } finally {
    await browser.close()
  }
})

function readDemo(): Demo {
  const file = path.join(parseEnv().DATA_DIR, 'demo.json')
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Demo
  } catch {
    throw new Error(`${file} is not there: start the demo first (npm run demo), with the same DATA_DIR.`)
  }
}

async function takePicture(
  browser: Browser,
  demo: Demo,
  { file, role, path: pagePath }: (typeof pictures)[number],
): Promise<void> {
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
