/**
 * `npm run bench:focus`: the file of a closed month with a million charges, read as a download is. Its memory beyond what the process
 * had before must stay within 200 MiB, and its sum must be the ledger's.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createDatabase } from '@/lib/db/client'
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { migrateDatabase } from '@/lib/db/migrate'
import { createSqlPool } from '@/lib/db/sql-pool'
import { countFocusRows, focusFile } from '@/lib/reports/focus/focus-file'

const BOUND_MIB = 200

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } })
const wanted = Number(values.rows)
if (!(wanted >= 1_000 && wanted <= 5_000_000)) throw new Error('--rows is between 1,000 and 5,000,000')

const dataDir = mkdtempSync(path.join(tmpdir(), 'tollgate-bench-focus-'))
const postgres = await startEmbeddedPostgres({ dataDir, durable: false })
try {
  await migrateDatabase(postgres.url)
  const pool = createSqlPool(postgres.url, { max: 1 })
  await pool.query('begin')
  await pool.query(
    `insert into statements (id, number, tenant_id, month, version, tenant_name, cost_centre, time_zone, closed_at, closed_by, missing)
     select gen_random_uuid(), n, gen_random_uuid(), '2026-10-01', 1, 'Tenant ' || n, 'CC-' || n, 'Europe/Berlin', now(), 'bench', '{}'
       from generate_series(1, 50) n`,
  )
  await pool.query(
    `insert into statement_lines (statement_id, kind, day, product_id, product_name, subscription_id, subscription_name, model, provider,
       currency, calls, unpriced, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, audio_in_tokens,
       audio_out_tokens, images, cost_nano, saved_nano)
     select s.id, 'direct', '2026-10-01'::date + (n % 31)::int, gen_random_uuid(), 'Chat', gen_random_uuid(), 'App ' || n, 'gpt-4o-mini',
       'azure-openai', 'EUR', 3, 0, n, 0, 0, n, 0, 0, 0, 0, n, 0
       from statements s, generate_series(1, $1::int) n`,
    [Math.ceil(wanted / 50)],
  )
  await pool.query('commit')
  await pool.query('analyze')
  const { rows } = await pool.query<{ sum: string }>('select sum(cost_nano)::text as sum from statement_lines')
  await pool.end()
  const db = createDatabase(postgres.url, { max: 1 })
  // A process that runs has asked its database something before.
  const counted = await countFocusRows(db, { month: '2026-10', tenantIds: null })
  const before = process.memoryUsage().rss
  const startedMs = performance.now()
  let most = before
  let bytes = 0
  let lines = 0
  let sum = 0n
  for await (const piece of focusFile(db, { month: '2026-10', tenantIds: null })) {
    bytes += Buffer.byteLength(piece)
    // Cut where it stands: splitting a piece would cost more memory than writing it.
    for (let from = 0; from < piece.length; from = piece.indexOf('\r\n', from) + 2) {
      const cost = piece.slice(from, piece.indexOf(',', from))
      if (!/^\d/.test(cost)) continue
      lines++
      const [whole = '0', part = ''] = cost.split('.')
      sum += BigInt(whole) * 1_000_000_000n + BigInt(part.padEnd(9, '0'))
    }
    most = Math.max(most, process.memoryUsage().rss)
  }
  await db.$disconnect()
  const grownMiB = (most - before) / 2 ** 20
  const seconds = (performance.now() - startedMs) / 1000
  console.log(
    `${lines} rows, ${(bytes / 2 ** 20).toFixed(0)} MiB in ${seconds.toFixed(0)} s; memory grew by ${grownMiB.toFixed(0)} MiB (bar ${BOUND_MIB})`,
  )
  console.log(`sum ${sum} nano, the lines' own ${rows[0]?.sum}`)
  process.exitCode = grownMiB <= BOUND_MIB && lines === counted && String(sum) === rows[0]?.sum ? 0 : 1
} finally {
  await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
