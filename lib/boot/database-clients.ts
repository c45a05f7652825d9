/** Both ways a thread asks the database: Prisma for the control plane, plain SQL for the rest. Neither connects before it is asked. */
import type { Logger } from '@/lib/base/log'
import { createDatabase, type Database } from '@/lib/db/client'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'

export type DatabaseClients = {
  db: Database
  pool: SqlPool
  /** From now on connections end as everything does: that is no news. */
  expectEnd(): void
  close(): Promise<void>
}

export function openDatabaseClients(url: string, log: Logger): DatabaseClients {
  let isEnding = false
  // pg hangs its whole client on the error.
  const onConnectionError = ({ message, code }: Error & { code?: string }) => {
    if (!isEnding) log.warn({ reason: message, code }, 'a database connection broke')
  }
  const db = createDatabase(url, { onConnectionError })
  const pool = createSqlPool(url, { max: 3, onConnectionError })
  return {
    db,
    pool,
    expectEnd() {
      isEnding = true
    },
    async close() {
      isEnding = true
      await db.$disconnect()
      await pool.end()
    },
  }
}
