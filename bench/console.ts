/**
 * `npm run bench:console`: how long the server takes for each page on a month of demo data, and what calls notice of a console that is
 * used in the same process.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { audiences, exampleOf, listPages, listPatterns } from '../e2e/pages'
import { at, runAtRate } from './latency'
import { hasTwoCores, pinClient, startClicker, startTollgatePeer, startUpstream, type TollgatePeer } from './peers'
import { loadOf, medianOf } from './throughput'

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    rate: { type: 'string', default: '200' },
    cores: { type: 'string', default: '1' },
  },
})
const [times, rounds, seconds, rate] = [values.times, values.rounds, values.seconds, values.rate].map(Number) as [
  number,
  number,
  number,
  number,
]
if (!(times > 0 && times <= 200 && rounds > 0 && rounds <= 20 && seconds > 0 && seconds <= 60 && rate > 0 && rate <= 1_000))
  throw new Error('--times is at most 200, --rounds 20, --seconds 60, --rate 1000')

if (values.cores !== '1' && values.cores !== '2') throw new Error('--cores is 1 or 2')
const cores = values.cores === '2' ? 2 : 1
if (cores === 2 && !hasTwoCores) throw new Error('--cores 2 needs a machine of four, and taskset')

/** Somebody who clicks about quickly. */
const PAGES_A_SECOND = 2
/** V8 compiles the console's code for its first minute under load; pages take half as long again meanwhile. */
const WARM_UPS = 20
const WARM_UP_SECONDS = 15

pinClient()
const upstream = await startUpstream({ THINK_MS: '20' })
const tollgate = await startTollgatePeer(upstream.url, { settings: { CONSOLE: '1' }, cores })
try {
  const cookies = new Map<string, string>()
  for (const { role } of audiences) cookies.set(role, await signIn(tollgate, role))
  const visits: Visit[] = []
  for (const { folder, role } of audiences) visits.push(...(await listVisits(folder, cookies.get(role) ?? '')))
  const pages = await measurePages(visits)
  console.log(`\nServer time of each page, ${times} times, round by round`)
  console.table(pages)
  const beside = await measureBeside(visits)
  console.log(
    `\n${rate} calls a second, on ${cores} core${cores > 1 ? 's' : ''}, to a provider that thinks for 20 ms, while ${PAGES_A_SECOND} pages a second are opened, and not`,
  )
  console.table(beside)
  mkdirSync('bench/results', { recursive: true })
  writeFileSync(
    'bench/results/console.json',
    `${JSON.stringify({ at: new Date().toISOString(), cores, pages, beside }, null, 2)}\n`,
  )
} finally {
  await tollgate.stop()
  upstream.stop()
}

type Visit = { page: string; cookie: string }

/** Every page of an audience, and an example of each kind that others lead to. */
async function listVisits(folder: string, cookie: string): Promise<Visit[]> {
  const visits = listPages(folder).map((page) => ({ page, cookie }))
  const links = new Set<string>()
  const follow = async (visit: Visit) => {
    for (const [, link = ''] of (await read(visit)).matchAll(/ href="(\/[^"?#]*)/g)) links.add(link)
  }
  for (const visit of visits) await follow(visit)
  for (const pattern of listPatterns(folder)) {
    const page = exampleOf(pattern, links)
    if (!page) continue
    visits.push({ page, cookie })
    await follow({ page, cookie })
  }
  return visits
}

/** Round by round, as people go from page to page: whichever came first would bear V8's start for all. */
async function measurePages(visits: readonly Visit[]): Promise<{ page: string; p50Ms: number; p95Ms: number }[]> {
  const rows = visits.map((visit) => ({ visit, timesMs: [] as number[] }))
  for (let i = 0; i < WARM_UPS; i++) for (const visit of visits) await open(visit)
  for (let i = 0; i < times; i++) for (const { visit, timesMs } of rows) timesMs.push(await open(visit))
  return rows.map(({ visit, timesMs }) => {
    timesMs.sort((a, b) => a - b)
    return { page: visit.page, p50Ms: Math.round(at(timesMs, 0.5)), p95Ms: Math.round(at(timesMs, 0.95)) }
  })
}

/** Until its last byte has come, in milliseconds. */
async function open(visit: Visit): Promise<number> {
  const startMs = performance.now()
  await read(visit)
  return performance.now() - startMs
}

async function read({ page, cookie }: Visit): Promise<string> {
  const response = await fetch(tollgate.url + page, { headers: { cookie }, redirect: 'manual' })
  const html = await response.text()
  if (response.status !== 200) throw new Error(`${page}: ${response.status}`)
  return html
}

async function measureBeside(visits: readonly Visit[]): Promise<object[]> {
  const quiet: number[][] = []
  const used: number[][] = []
  const clicker = startClicker({ CONSOLE_URL: tollgate.url, PAGES_A_SECOND: String(PAGES_A_SECOND) }, cores)
  clicker.send({ visits, isUsed: false })
  // At a few calls a second V8 is still at work on their code minutes later, used console or not.
  await loadOf(tollgate, { connections: 256, promptTokens: 0 }, WARM_UP_SECONDS)
  await runAtRate(tollgate, { perSecond: rate, seconds: 3 })
  for (let round = 0; round < rounds; round++) {
    for (const times of [quiet, used]) {
      clicker.send({ isUsed: times === used })
      times.push((await runAtRate(tollgate, { perSecond: rate, seconds })).timesMs)
    }
  }
  if (clicker.exitCode !== null) throw new Error('whoever used the console met an error: nothing was measured beside it')
  clicker.kill()
  return [
    { console: 'quiet', ...summary(quiet) },
    { console: 'used', ...summary(used) },
  ]
}

function summary(roundsMs: readonly number[][]): { p50Ms: number; p99Ms: number } {
  const median = (share: number) => Number(medianOf(roundsMs.map((timesMs) => at(timesMs, share))).toFixed(2))
  return { p50Ms: median(0.5), p99Ms: median(0.99) }
}

/** As the sign-in page does it; returns the cookies. */
async function signIn({ url, dataDir }: TollgatePeer, role: string): Promise<string> {
  const { accounts } = JSON.parse(readFileSync(path.join(dataDir, 'demo.json'), 'utf8')) as {
    accounts: { email: string; password: string; role: string }[]
  }
  const account = accounts.find((one) => one.role === role)
  if (!account) throw new Error(`the demo has no ${role}`)
  const jar = new Map<string, string>()
  const keep = (response: Response) => {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair)
    }
    return response
  }
  const asked = keep(await fetch(`${url}/api/auth/csrf`))
  const { csrfToken } = (await asked.json()) as { csrfToken: string }
  const { email, password } = account
  keep(
    await fetch(`${url}/api/auth/callback/credentials`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: [...jar.values()].join('; '), origin: url },
      body: new URLSearchParams({ csrfToken, email, password, callbackUrl: url, json: 'true' }),
    }),
  )
  return [...jar.values()].join('; ')
}
