/** All charges of a closed month as a file, read and written some hundred charges at a time: memory does not grow with the month. */
import { type Database, Prisma } from '@/lib/db/client'
import { csvHead, csvLines } from '@/lib/reports/csv'
import { type FocusLine, type FocusStatement, focusColumns, focusRow } from '@/lib/reports/focus/focus-row'

const ROWS_AT_ONCE = 200

type Asked = {
  /** YYYY-MM. */
  month: string
  /** Null: all tenants. */
  tenantIds: string[] | null
}

/** Pieces of a CSV file with a head, statement by statement. Those that were re-opened do not count. */
export async function* focusFile(db: Pick<Database, '$queryRaw'>, asked: Asked): AsyncGenerator<string> {
  yield csvHead(focusColumns)
  for (const statement of await statementsOf(db, asked)) {
    let last = 0n
    for (let lines: FocusLine[] | null = null; lines === null || lines.length === ROWS_AT_ONCE; ) {
      lines = await readLines(db, statement.id, last)
      if (lines.length > 0)
        yield csvLines(
          focusColumns,
          lines.map((line) => focusRow(statement, line)),
        )
      last = lines.at(-1)?.id ?? last
    }
  }
}

/** How many rows it has. */
export async function countFocusRows(db: Pick<Database, '$queryRaw'>, asked: Asked): Promise<number> {
  const [row] = await db.$queryRaw<{ rows: bigint }[]>`
    SELECT count(*) AS rows FROM statement_lines l JOIN statements s ON s.id = l.statement_id WHERE ${inForce(asked)}`
  return Number(row?.rows ?? 0n)
}

function statementsOf(db: Pick<Database, '$queryRaw'>, asked: Asked): Promise<FocusStatement[]> {
  return db.$queryRaw<FocusStatement[]>`
    SELECT s.id::text, s.number, s.version, s.tenant_id::text, s.tenant_name, s.cost_centre, s.time_zone, s.month::text,
           (s.month + interval '1 month')::date::text AS month_end
      FROM statements s
     WHERE ${inForce(asked)}
     ORDER BY s.number`
}

function readLines(db: Pick<Database, '$queryRaw'>, statementId: string, after: bigint): Promise<FocusLine[]> {
  return db.$queryRaw<FocusLine[]>`
    SELECT id, kind::text, day::text, product_name, subscription_id::text, subscription_name, model, backend_name, provider, region,
           currency::text, calls, unpriced, input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens,
           audio_in_tokens, audio_out_tokens, images, cost_nano, saved_nano,
           source_id::text, source_name, is_used
      FROM statement_lines
     WHERE statement_id = ${statementId}::uuid AND id > ${after}
     ORDER BY id
     LIMIT ${ROWS_AT_ONCE}`
}

function inForce({ month, tenantIds }: Asked): Prisma.Sql {
  const within = tenantIds === null ? Prisma.empty : Prisma.sql`AND s.tenant_id = ANY(${tenantIds}::uuid[])`
  return Prisma.sql`s.month = ${`${month}-01`}::date ${within}
     AND NOT EXISTS (SELECT FROM statement_reopenings r WHERE r.statement_id = s.id)`
}
