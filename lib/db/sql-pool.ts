/** Plain SQL for what an ORM is in the way of: the ledger's flush, the catalog's loads, reports. */
import pg from 'pg'

export type SqlPool = pg.Pool

export type SqlPoolOptions = {
  max?: number
  connectTimeoutMs?: number
  /** Each statement is given up after this long; also where the server no longer answers at all. */
  statementTimeoutMs?: number
  /** A commit that is reported has reached the disk, whatever the server's own default says. */
  hasDurableCommits?: boolean
  onConnectionError?: (error: Error) => void
}

/** int8 comes as bigint, dates (no time) as 'YYYY-MM-DD' text, instants as Date; sessions speak UTC. */
export function createSqlPool(url: string, options: SqlPoolOptions = {}): SqlPool {
  const timeoutMs = options.statementTimeoutMs
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 4,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5000,
    options: `-c timezone=UTC${options.hasDurableCommits ? ' -c synchronous_commit=on' : ''}`,
    types: { getTypeParser: parserOf as pg.CustomTypesConfig['getTypeParser'] },
    ...(timeoutMs === undefined ? {} : { statement_timeout: timeoutMs, query_timeout: timeoutMs + 500 }),
  })
  // Without a listener a broken idle connection would end the process.
  pool.on('error', options.onConnectionError ?? (() => {}))
  return pool
}

function parserOf(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === 20) return BigInt
  if (oid === 1082) return (text: string) => text
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
}
