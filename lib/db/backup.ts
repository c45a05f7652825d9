/**
 * The whole database as lines of text, read in one transaction while everything runs, and back into an empty one. For the
 * embedded PostgreSQL, which brings no `pg_dump`; a database of one's own is better backed up with its own tools.
 */

import { QUESTION_VECTORS } from '@/lib/db/question-vectors'
import type { SqlPool } from '@/lib/db/sql-pool'

type Header = { tollgate: 1; at: string; migrations: string[] }
type Part = { table: string; columns: string[]; rows: unknown[] }
type Sequence = { sequence: string; value: string }

const BATCH_ROWS = 1_000
/** Months that retention took out of the ledger, to be archived: nothing of Tollgate reads them any more. */
const DETACHED_MONTH = /^(usage_records|call_traces)_\d{4}_\d{2}_detached/

/** Yields the lines of a backup: a header, the rows of each table, the sequences. */
export async function* backUp(pool: SqlPool): AsyncGenerator<string> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const header: Header = { tollgate: 1, at: new Date().toISOString(), migrations: await listMigrations(client) }
    yield JSON.stringify(header)
    for (const { table, columns } of await listTables(client)) {
      const names = columns.map(quoted).join(', ')
      await client.query(
        `declare backup cursor for select to_jsonb(t)::text as row from (select ${names} from ${quoted(table)}) t`,
      )
      for (;;) {
        const { rows } = await client.query<{ row: string }>(`fetch ${BATCH_ROWS} from backup`)
        if (rows.length === 0) break
        // As text: amounts beyond what a double holds must come through unchanged.
        yield `{"table":${JSON.stringify(table)},"columns":${JSON.stringify(columns)},"rows":[${rows.map(({ row }) => row).join(',')}]}`
      }
      await client.query('close backup')
    }
    const { rows } = await client.query<{ name: string; value: bigint }>(
      `select sequencename as name, last_value as value from pg_sequences where schemaname = 'public' and last_value is not null`,
    )
    for (const { name, value } of rows) yield JSON.stringify({ sequence: name, value: value.toString() } satisfies Sequence)
    await client.query('commit')
  } finally {
    client.release(true)
  }
}

export type Restored = { tables: number; rows: number; takenAt: string }

/** Fills an empty, migrated database; all of it or nothing. */
export async function restore(pool: SqlPool, lines: AsyncIterable<string>): Promise<Restored> {
  const client = await pool.connect()
  const restored: Restored = { tables: 0, rows: 0, takenAt: '' }
  const known = new Set<string>()
  try {
    await client.query('begin')
    const { rows } = await client.query('select 1 from users limit 1')
    if (rows.length > 0) throw new Error('this database is in use: a backup is restored into an empty one')
    // Neither keys nor triggers: the rows are as they were, whatever order they come in.
    await client.query('set local session_replication_role = replica')
    for (const { table } of await listTables(client)) await client.query(`truncate ${quoted(table)} cascade`)
    for await (const line of lines) {
      if (restored.takenAt === '') {
        restored.takenAt = await checkHeader(client, line)
        continue
      }
      if (line.startsWith('{"sequence"')) {
        const { sequence, value } = JSON.parse(line) as Sequence
        await client.query('select setval($1::regclass, $2::bigint)', [sequence, value])
        continue
      }
      const part = headOf(line)
      // Older versions wrote them into their backups.
      if (DETACHED_MONTH.test(part.table)) continue
      if (!known.has(part.table)) restored.tables++
      known.add(part.table)
      await createPartitions(client, part.table, line)
      const names = part.columns.map(quoted).join(', ')
      const { rowCount } = await client.query(
        `insert into ${quoted(part.table)} (${names})
         select ${names} from jsonb_populate_recordset(null::${quoted(part.table)}, $1::jsonb->'rows')`,
        [line],
      )
      restored.rows += rowCount ?? 0
    }
    if (restored.takenAt === '') throw new Error('this is no backup of Tollgate')
    await client.query('commit')
    return restored
  } finally {
    client.release(true)
  }
}

type Client = { query: SqlPool['query'] }

async function checkHeader(client: Client, line: string): Promise<string> {
  const header = JSON.parse(line) as Partial<Header>
  if (header.tollgate !== 1 || !header.migrations || !header.at) throw new Error('this is no backup of Tollgate')
  const own = new Set(await listMigrations(client))
  const missing = header.migrations.filter((name) => !own.has(name))
  if (missing.length > 0)
    throw new Error(`this backup is of a newer version: it has ${missing.join(', ')}, which this one does not know`)
  return header.at
}

/** Table and columns stand before the rows; those are not parsed here. */
function headOf(line: string): Omit<Part, 'rows'> {
  const end = line.indexOf(',"rows":[')
  return JSON.parse(`${line.slice(0, end)}}`) as Omit<Part, 'rows'>
}

/** Months the new database has no partition for yet. */
async function createPartitions(client: Client, table: string, line: string): Promise<void> {
  if (table !== 'usage_records' && table !== 'call_traces') return
  await client.query(
    `select ensure_usage_partitions(month, 1) from (
       select distinct date_trunc('month', (r->>'started_at')::timestamptz, 'UTC') as month from jsonb_array_elements($1::jsonb->'rows') as r
     ) as months order by month`,
    [line],
  )
}

async function listMigrations(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select migration_name as name from _prisma_migrations where finished_at is not null order by 1',
  )
  return rows.map(({ name }) => name)
}

/** Tables and partitioned tables, but no partitions of theirs, detached or not, nor what tells which migrations have run. */
async function listTables(client: Client): Promise<{ table: string; columns: string[] }[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `select c.relname as "table", array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> '_prisma_migrations'
     group by c.relname order by c.relname`,
  )
  return rows.filter(({ table }) => !DETACHED_MONTH.test(table) && table !== QUESTION_VECTORS)
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
