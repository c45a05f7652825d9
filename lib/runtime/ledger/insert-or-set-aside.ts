/** One record the database will never take must not hold up all others: it goes to a file beside the spool, loudly. */
import { appendFile } from 'node:fs/promises'
import type { SqlPool } from '@/lib/db/sql-pool'
import { insertBatch } from '@/lib/runtime/ledger/insert-batch'

export type SetAsideOptions = { replica: string; rejectedPath: string; isProvisional?: boolean; onError(error: unknown): void }

/** Inserts the JSON of close lines; where they are rejected, halves them until the one culprit is alone. Returns how many were new. */
export async function insertOrSetAside(pool: SqlPool, lines: readonly Buffer[], options: SetAsideOptions): Promise<number> {
  try {
    return await insertBatch(pool, lines, options.replica, options.isProvisional)
  } catch (error) {
    if (!isRejection(error)) throw error
    if (lines.length > 1) {
      const half = Math.ceil(lines.length / 2)
      const first = await insertOrSetAside(pool, lines.slice(0, half), options)
      return first + (await insertOrSetAside(pool, lines.slice(half), options))
    }
    options.onError(new Error('a usage record was rejected and set aside in rejected.spool', { cause: error }))
    await setAside(lines, options)
    return 0
  }
}

/** Keeps lines nobody could book, one below the other. */
export async function setAside(lines: readonly Buffer[], { rejectedPath }: Pick<SetAsideOptions, 'rejectedPath'>): Promise<void> {
  const bytes = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]))
  await appendFile(rejectedPath, bytes, { mode: 0o600 })
}

/** A data exception or a violated constraint (SQLSTATE class 22 or 23): the same batch would fail for ever. */
function isRejection(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code))
}
