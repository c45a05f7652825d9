/** One record the database will never take must not hold up all others: it goes to a file beside the spool, loudly. */
import { appendFile } from 'node:fs/promises'
import type { SqlPool } from '@/lib/db/sql-pool'
import type { CloseEntry } from '@/lib/gateway/usage-entry'
import { insertBatch } from '@/lib/runtime/ledger/insert-batch'
import { encodeLine } from '@/lib/runtime/ledger/spool-line'

export type SetAsideOptions = { replica: string; rejectedPath: string; provisional?: boolean; onError(error: unknown): void }

/** Inserts a batch; where it is rejected, halves it until the one culprit is alone. Returns how many records were new. */
export async function insertOrSetAside(pool: SqlPool, entries: readonly CloseEntry[], options: SetAsideOptions): Promise<number> {
  try {
    return await insertBatch(pool, entries, options.replica, options.provisional)
  } catch (error) {
    if (!isRejection(error)) throw error
    if (entries.length > 1) {
      const half = Math.ceil(entries.length / 2)
      const first = await insertOrSetAside(pool, entries.slice(0, half), options)
      return first + (await insertOrSetAside(pool, entries.slice(half), options))
    }
    options.onError(new Error('a usage record was rejected and set aside in rejected.spool', { cause: error }))
    const lines = entries.map((entry) => encodeLine({ kind: 'close', entry }))
    await appendFile(options.rejectedPath, Buffer.concat(lines), { mode: 0o600 })
    return 0
  }
}

/** A data exception or a violated constraint (SQLSTATE class 22 or 23): the same batch would fail for ever. */
function isRejection(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code))
}
