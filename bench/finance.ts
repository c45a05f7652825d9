/**
 * `npm run bench:finance`: closes a month and tells its chargeback on fifty tenants, a year and ten million records (`--records`), and
 * counts what of the database was read: rollups, and not one record. With `--into` it does so on the database of `DATABASE_OWNER_URL`
 * (or of a demo under `DATA_DIR`, best while it does not run) and leaves it for looking at pages.
 */

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { systemActor } from '@/lib/access/actor'
import { systemClock } from '@/lib/base/clock'
import { createLogger } from '@/lib/base/log'
import { provideControl } from '@/lib/control/control-ports'
import { closeMonth } from '@/lib/control/statements/close-month'
import { createDatabase } from '@/lib/db/client'
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { migrateDatabase } from '@/lib/db/migrate'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { getChargeback } from '@/lib/http/chargeback-queries'
import { countFocusRows, focusFile } from '@/lib/reports/focus/focus-file'
import { withDatabaseUrl } from '../scripts/db-url'
import { fillYear } from './finance-year'

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '10000000' },
    tenants: { type: 'string', default: '50' },
    into: { type: 'boolean' },
  },
})
const [records, tenants] = [Number(values.records), Number(values.tenants)]
if (!(records >= 10_000 && records <= 20_000_000)) throw new Error('--records is between 10,000 and 20,000,000')
if (!(tenants >= 5 && tenants <= 500)) throw new Error('--tenants is between 5 and 500')
const actor = systemActor('bench')
const ports = {
  clock: systemClock,
  log: createLogger('silent'),
  pepper: { id: 'p', bytes: randomBytes(32) },
  keyRing: { current: 'k', keys: new Map([['k', randomBytes(32)]]) },
  publicUrl: 'http://localhost',
  probeBackend: async () => ({ ok: true, status: 200, latencyMs: 1, message: '' }),
  refuseAddress: () => null,
  livePools: () => ({ instanceId: 'bench', servesCalls: true, members: [] }),
  limitUsage: () => [],
  onCatalogChange: () => {},
}
const until = new Date().toISOString().slice(0, 7)

async function fill(pool: SqlPool): Promise<string[]> {
  const onMonth = (month: string, made: number, seconds: number) =>
    console.log(`${month}: ${made === 0 ? 'there already' : `${made} records in ${seconds.toFixed(0)} s`}`)
  const year = await fillYear(pool, { records, tenants, until, onMonth })
  console.log(`${year.records} records, ${year.rollups} hourly sums`)
  return year.months
}

if (values.into) await withDatabaseUrl(measure)
else await withNewDatabase(measure)

async function withNewDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tollgate-bench-finance-'))
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false })
  try {
    await migrateDatabase(postgres.url)
    await work(postgres.url)
  } finally {
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** What was read of a table so far, by whichever way. */
async function readsOf(pool: SqlPool): Promise<{ records: bigint; rollups: bigint; scans: bigint }> {
  const { rows } = await pool.query<{ records: bigint; rollups: bigint; scans: bigint }>(
    `select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) filter (where relname ~ '^usage_records'), 0)::bigint as records,
            coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) filter (where relname = 'usage_rollups'), 0)::bigint as rollups,
            coalesce(sum(seq_scan + coalesce(idx_scan, 0)) filter (where relname ~ '^usage_records'), 0)::bigint as scans
       from pg_stat_user_tables`,
  )
  return rows[0] ?? { records: 0n, rollups: 0n, scans: 0n }
}

async function measure(url: string): Promise<void> {
  let isGood = true
  const pool = createSqlPool(url, { max: 2 })
  try {
    const month = (await fill(pool)).at(-1) ?? ''
    const count = async (what: string, run: () => Promise<string>) => {
      const before = await readsOf(pool)
      const startedMs = performance.now()
      const said = await run()
      const seconds = (performance.now() - startedMs) / 1000
      const after = await readsOf(pool)
      const scans = after.scans - before.scans
      isGood &&= scans === 0n
      console.log(
        `${what}: ${said}; ${seconds.toFixed(2)} s, ${after.rollups - before.rollups} hourly sums and ${after.records - before.records} records read`,
      )
    }
    // What a session has read is counted when it ends.
    const session = async <T>(work: (db: ReturnType<typeof createDatabase>) => Promise<T>) => {
      const db = createDatabase(url, { max: 2 })
      provideControl({ ...ports, db })
      try {
        return await work(db)
      } finally {
        await db.$disconnect()
      }
    }
    for (const by of ['tenant', 'costCentre', 'model'] as const)
      await count(`chargeback of ${month} by ${by}`, () =>
        session(async () => `${(await getChargeback(actor, { month, by })).rows.length} rows`),
      )
    await count(`closing ${month}`, () =>
      session(async () => {
        let closed = 0
        for (let remaining = 1; remaining > 0; ) {
          const done = await closeMonth(actor, { month })
          closed += done.closed.length
          remaining = done.remaining
        }
        return `${closed} statements`
      }),
    )
    await count(`FOCUS of ${month}`, () =>
      session(async (db) => {
        const asked = { month, tenantIds: null }
        let bytes = 0
        for await (const piece of focusFile(db, asked)) bytes += Buffer.byteLength(piece)
        return `${await countFocusRows(db, asked)} rows, ${(bytes / 2 ** 20).toFixed(1)} MiB`
      }),
    )
  } finally {
    await pool.end()
  }
  console.log(isGood ? 'no record was read' : 'RECORDS WERE READ')
  process.exitCode = isGood ? 0 : 1
}
