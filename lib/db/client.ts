/** The Prisma client, the only way the control plane reads and writes. */
import { PrismaPg } from '@prisma/adapter-pg'
import { Prisma, PrismaClient } from '@/lib/db/generated/client'
import { oneStatementAtATime } from '@/lib/db/one-at-a-time'

export { Prisma }
export type Database = PrismaClient
/** What an operation gets inside a transaction. */
export type Transaction = Prisma.TransactionClient

export type DatabaseOptions = {
  /** Connections at most. */
  max?: number
  /** Told of an idle connection that broke (the server stopped, say); the pool replaces it by itself. */
  onConnectionError?: (error: Error) => void
}

/** A server that takes connections and never answers must not hold a page for ever. */
const timeouts = { statement_timeout: 20_000, query_timeout: 20_500 }

/** A client on its own pool. Instants are exchanged in UTC whatever the server's own zone is. */
export function createDatabase(url: string, options: DatabaseOptions = {}): Database {
  const onError = options.onConnectionError ?? (() => {})
  const adapter = new PrismaPg(
    {
      connectionString: url,
      max: options.max ?? 10,
      connectionTimeoutMillis: 5000,
      ...timeouts,
      options: '-c timezone=UTC',
    },
    { onPoolError: onError, onConnectionError: onError },
  )
  return new PrismaClient({ adapter: oneStatementAtATime(adapter), errorFormat: 'minimal' })
}
