/**
 * `npm run bench:ledger`: do reports stay as cheap when the ledger grows? The month's chargeback, the dashboard, a tenant's
 * newest calls and one call's drill-down are asked at two sizes; their plans, the rows and the buffers they read are compared.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { rangeBefore, rangeOfPeriod } from '@/lib/base/day-range'
import { createDatabase, type Database } from '@/lib/db/client'
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { migrateDatabase } from '@/lib/db/migrate'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { chargebackOf } from '@/lib/reports/chargeback'
import { topUsage } from '@/lib/reports/top-usage'
import { usageOverTime } from '@/lib/reports/usage-over-time'
import { fillLedger, type Month, someCall } from './ledger-fill'
import { type Cost, costOf } from './ledger-plan'

const BOUND = 1.2

const { values } = parseArgs({
  options: { small: { type: 'string', default: '1000000' }, large: { type: 'string', default: '10000000' } },
})
const sizes = [Number(values.small), Number(values.large)]
if (!sizes.every((size) => size >= 100_000 && size <= 10_000_000)) throw new Error('sizes are between 100,000 and 10,000,000')

type Asked = { text: string; values: unknown[] }
type Measured = Record<string, { costs: Cost[]; tookMs: number }>

const asked: Asked[] = []
listenIn()

const results: Measured[] = []
for (const size of sizes) results.push(await measure(size))
process.exitCode = report(results) ? 0 : 1

async function measure(size: number): Promise<Measured> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tollgate-bench-ledger-'))
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false })
  try {
    await migrateDatabase(postgres.url)
    const pool = createSqlPool(postgres.url, { max: 1 })
    const startedMs = Date.now()
    const month = await fillLedger(pool, size)
    console.log(`${size} records in ${((Date.now() - startedMs) / 1000).toFixed(0)} s`)
    const db = createDatabase(postgres.url, { max: 1 })
    const measured: Measured = {}
    for (const [name, ask] of Object.entries(await questions(pool, month))) measured[name] = await explain(pool, () => ask(db))
    await db.$disconnect()
    await pool.end()
    return measured
  } finally {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** As the console asks them. */
async function questions(pool: SqlPool, month: Month): Promise<Record<string, (db: Database) => Promise<unknown>>> {
  const { from, to, name } = month
  const range = rangeOfPeriod(name) ?? { first: `${name}-01`, last: `${name}-28` }
  const spans = { range, before: rangeBefore(range) }
  const { id, tenantId } = await someCall(pool, month)
  return {
    'chargeback of a month': (db) => chargebackOf(db, { ...spans, by: 'tenant', tenantIds: null }, null),
    'chargeback by model': (db) => chargebackOf(db, { ...spans, by: 'model', tenantIds: null }, null),
    dashboard: (db) => usageOverTime(db, { from, to, bucket: 'day', tenantIds: null }),
    'dashboard, the most used': (db) => topUsage(db, from, to),
    "a tenant's dashboard": (db) => usageOverTime(db, { from, to, bucket: 'day', tenantIds: [tenantId] }),
    "a tenant's newest calls": (db) =>
      db.usageRecord.findMany({
        where: { AND: [{ tenantId }, {}, {}] },
        orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
        take: 51,
      }),
    'one call': (db) => db.usageRecord.findFirst({ where: { AND: [{ id }, {}] } }),
  }
}

/** Asks once to warm everything up, once for the time, and then explains each statement that was sent. */
async function explain(pool: SqlPool, ask: () => Promise<unknown>): Promise<{ costs: Cost[]; tookMs: number }> {
  await ask()
  const startMs = performance.now()
  asked.length = 0
  await ask()
  const tookMs = performance.now() - startMs
  const costs: Cost[] = []
  for (const { text, values } of [...asked]) {
    const { rows } = await pool.query<{ 'QUERY PLAN': unknown }>(`explain (analyze, buffers, format json) ${text}`, values)
    costs.push(costOf(rows[0]?.['QUERY PLAN']))
  }
  return { costs, tookMs }
}

/** Notes each statement on its way: what is measured is what is really asked. */
function listenIn(): void {
  const { query } = pg.Client.prototype
  const noting = function (this: pg.Client, ...args: unknown[]) {
    const [first, second] = args as [string | { text: string; values?: unknown[] }, unknown]
    const text = typeof first === 'string' ? first : first.text
    const given = typeof first === 'string' ? second : (first.values ?? second)
    if (/^\s*(select|with)/i.test(text)) asked.push({ text, values: Array.isArray(given) ? given : [] })
    return Reflect.apply(query, this, args)
  }
  pg.Client.prototype.query = noting as typeof query
}

/** Prints the comparison, keeps it as JSON, and says whether all of it is within the bound. */
function report([small = {}, large = {}]: Measured[]): boolean {
  const rows = Object.keys(small).map((name) => {
    const [a, b] = [small[name], large[name]]
    const sum = (costs: Cost[] | undefined, pick: (cost: Cost) => number) =>
      (costs ?? []).reduce((total, cost) => total + pick(cost), 0)
    const rowsRead = [sum(a?.costs, (cost) => cost.rows), sum(b?.costs, (cost) => cost.rows)]
    const buffers = [sum(a?.costs, (cost) => cost.buffers), sum(b?.costs, (cost) => cost.buffers)]
    const isSamePlan = JSON.stringify(a?.costs.map(({ plan }) => plan)) === JSON.stringify(b?.costs.map(({ plan }) => plan))
    const ratio = ([x = 0, y = 0]: number[]) => (x === 0 ? (y === 0 ? 1 : Number.POSITIVE_INFINITY) : y / x)
    const isWithin = isSamePlan && ratio(rowsRead) <= BOUND && ratio(buffers) <= BOUND
    const tookMs = [a?.tookMs ?? 0, b?.tookMs ?? 0].map((ms) => Number(ms.toFixed(1)))
    return { name, isSamePlan, rowsRead, buffers, tookMs, isWithin, plan: b?.costs.map(({ plan }) => plan) }
  })
  const title = `${'question'.padEnd(26)} ${'plan'.padEnd(10)} ${'rows'.padStart(18)} ${'buffers'.padStart(16)} ${'ms'.padStart(16)}`
  console.log(`\n${sizes.map((size) => size.toLocaleString('en')).join(' against ')} records\n${title}`)
  for (const { name, isSamePlan, rowsRead, buffers, tookMs, isWithin } of rows) {
    const [r, u, t] = [rowsRead, buffers, tookMs].map((pair) => pair.join(' → '))
    const plan = isSamePlan ? 'the same' : 'ANOTHER'
    console.log(
      `${name.padEnd(26)} ${plan.padEnd(10)} ${r?.padStart(18)} ${u?.padStart(16)} ${t?.padStart(16)}${isWithin ? '' : '  TOO MUCH'}`,
    )
  }
  mkdirSync('bench/results', { recursive: true })
  const about = { at: new Date().toISOString(), node: process.version, sizes, bound: BOUND }
  writeFileSync('bench/results/ledger-explain.json', `${JSON.stringify({ about, rows }, null, 2)}\n`)
  return rows.every(({ isWithin }) => isWithin)
}
