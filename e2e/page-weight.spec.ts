/** What a page costs its reader: the script it needs before it can be used, when its main content is there, and whether it jumps. */
import { gzipSync } from 'node:zlib'
import { expect as atOnce, type Page, test } from '@playwright/test'
import { signIn } from './demo'
import { audiences, exampleOf, listPages, listPatterns } from './pages'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

const MOST_SCRIPT_KB = 250
/** What counts as good: https://web.dev/articles/vitals */
const GOOD_LCP_MS = 2_500
const GOOD_CLS = 0.1
const MOST_LOADS = 10
const DESKTOP = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }

/** What the demo has at least one of. */
const ALWAYS_THERE = [
  ...['backends', 'calls', 'keys', 'models', 'pools', 'products', 'subscriptions', 'tenants', 'users'].map(
    (one) => `/admin/${one}/[id]`,
  ),
  ...['budgets', 'calls'].map((one) => `/finance/${one}/[id]`),
  ...['calls', 'keys', 'subscriptions', 'tenants'].map((one) => `/portal/${one}/[id]`),
  '/errors/[code]',
]

/** Compressed sizes by address: pages share most of their scripts. */
const sizes = new Map<string, number>()

/** The scripts named in the page as the server sends it, compressed, in kilobytes. */
async function scriptKbOf(page: Page, url: string): Promise<number> {
  const html = await (await page.request.get(url)).text()
  let bytes = 0
  // What only a browser without modules would load costs nobody anything.
  const scripts = [...html.matchAll(/<script([^>]+)>/g)]
    .map(([, attributes = '']) => attributes)
    .filter((one) => !/nomodule/i.test(one))
  for (const source of new Set(scripts.flatMap((one) => /src="([^"]+)"/.exec(one)?.[1] ?? []))) {
    const known = sizes.get(source) ?? gzipSync(await (await page.request.get(source)).body()).length
    sizes.set(source, known)
    bytes += known
  }
  return bytes / 1000
}

type Row = { url: string; scriptKb: number; lcpMs: number; cls: number; phoneCls: number }

type Vitals = { lcpMs: number; cls: number }

/** As the browser has seen it since the page began to load. */
function vitalsOf(page: Page): Promise<Vitals> {
  return page.evaluate(
    () =>
      new Promise<Vitals>((resolve) => {
        const vitals = { lcpMs: 0, cls: 0 }
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) vitals.lcpMs = Math.max(vitals.lcpMs, entry.startTime)
        }).observe({ type: 'largest-contentful-paint', buffered: true })
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
            if (!entry.hadRecentInput) vitals.cls += entry.value
        }).observe({ type: 'layout-shift', buffered: true })
        // Buffered entries come with the next frames.
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(vitals), 0)))
      }),
  )
}

/** Where one can go from here, within the console. */
function linksOf(page: Page): Promise<string[]> {
  return page.$$eval('a[href^="/"]', (anchors) => anchors.map((anchor) => new URL((anchor as HTMLAnchorElement).href).pathname))
}

async function vitalsOnOpening(page: Page, url: string): Promise<Vitals> {
  await page.goto(url)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.waitForLoadState('networkidle')
  return vitalsOf(page)
}

/** As soon as it can be there: a page that once came late was given little of a busy machine, one that always does is slow. */
async function bestOf(page: Page, url: string): Promise<Vitals> {
  const best = { lcpMs: Number.POSITIVE_INFINITY, cls: 0 }
  for (let load = 0; load < MOST_LOADS && best.lcpMs > GOOD_LCP_MS; load++) {
    const { lcpMs, cls } = await vitalsOnOpening(page, url)
    best.lcpMs = Math.min(best.lcpMs, lcpMs)
    best.cls = Math.max(best.cls, cls)
  }
  return best
}

for (const { folder, role } of audiences) {
  test(`every page of ${folder} is light, soon there, and does not jump`, async ({ page }) => {
    test.setTimeout(1_200_000)
    await signIn(page, role)
    const rows: Row[] = []
    const links = new Set<string>()
    const look = async (url: string) => {
      const scriptKb = Math.round(await scriptKbOf(page, url))
      await page.setViewportSize(DESKTOP)
      const { lcpMs, cls } = await bestOf(page, url)
      for (const link of await linksOf(page)) links.add(link)
      await page.setViewportSize(PHONE)
      const onPhone = await vitalsOnOpening(page, url)
      rows.push({
        url,
        scriptKb,
        lcpMs: Math.round(lcpMs),
        cls: Number(cls.toFixed(3)),
        phoneCls: Number(onPhone.cls.toFixed(3)),
      })
    }
    for (const url of listPages(folder)) await look(url)
    for (const pattern of listPatterns(folder)) {
      const url = exampleOf(pattern, links)
      if (url) await look(url)
    }
    const seen = rows.map(({ url }) => url)
    expect(
      ALWAYS_THERE.filter((pattern) => pattern.startsWith(`/${folder}/`) && !exampleOf(pattern, seen)),
      'pages nothing leads to',
    ).toEqual([])
    process.stdout.write(`${rows.map((row) => JSON.stringify(row)).join('\n')}\n`)
    expect(
      rows.filter(({ scriptKb }) => scriptKb === 0 || scriptKb > MOST_SCRIPT_KB),
      'script before first use',
    ).toEqual([])
    expect(
      rows.filter(({ cls, phoneCls }) => Math.max(cls, phoneCls) > GOOD_CLS),
      'pages that jump',
    ).toEqual([])
    expect(
      rows.filter(({ lcpMs }) => lcpMs === 0 || lcpMs > GOOD_LCP_MS),
      'pages that come late',
    ).toEqual([])
  })
}
