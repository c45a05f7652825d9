/**
 * What dead instances left: their closes go to Postgres; an open without a close becomes a provisional record (the prompt
 * and the last progress), marked interrupted. Nothing is priced here: the lines carry their costs.
 */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { SqlPool } from '@/lib/db/sql-pool'
import type { CloseEntry, Estimate, OpenEntry } from '@/lib/gateway/usage-entry'
import { insertOrSetAside, type SetAsideOptions } from '@/lib/runtime/ledger/insert-or-set-aside'
import { isInstanceAlive } from '@/lib/runtime/ledger/instance'
import { listSegments, readLines } from '@/lib/runtime/ledger/spool-reader'

export type Replayed = { instances: number; closed: number; interrupted: number }

/** Replays every dead instance's spool under `root` except our own, and removes it once all is in Postgres. Safe to repeat. */
export async function replayDeadSpools(
  root: string,
  ownId: string,
  pool: SqlPool,
  onError: (error: unknown) => void,
): Promise<Replayed> {
  const sum: Replayed = { instances: 0, closed: 0, interrupted: 0 }
  for (const id of await readdir(root).catch(() => [])) {
    if (id === ownId || (await isInstanceAlive(join(root, id), id))) continue
    const one = await replaySpool(join(root, id), pool, {
      replica: id,
      rejectedPath: join(root, '..', 'rejected.spool'),
      onError,
    })
    sum.instances++
    sum.closed += one.closed
    sum.interrupted += one.interrupted
    await rm(join(root, id), { recursive: true, force: true })
  }
  return sum
}

async function replaySpool(
  directory: string,
  pool: SqlPool,
  options: SetAsideOptions,
): Promise<{ closed: number; interrupted: number }> {
  const open = new Map<string, { entry: OpenEntry; estimate: Estimate; backendId: string | null; lastMs: number }>()
  let closed = 0
  for (const segment of await listSegments(directory)) {
    let offset = 0
    for (;;) {
      const lines = await readLines(directory, { segment, offset }, null, 4_000)
      const last = lines.at(-1)
      if (!last) break
      offset = last.after.offset
      const closes: CloseEntry[] = []
      for (const { line } of lines) {
        if (line?.kind === 'open') {
          open.set(line.entry.identity.id, { entry: line.entry, estimate: line.entry.estimate, backendId: null, lastMs: 0 })
        } else if (line?.kind === 'progress') {
          const known = open.get(line.entry.id)
          if (known) Object.assign(known, { estimate: line.entry.estimate, backendId: line.entry.backendId })
        } else if (line?.kind === 'close') {
          closes.push(line.entry)
          open.delete(line.entry.identity.id)
        }
      }
      closed += await insertOrSetAside(pool, closes, options)
    }
  }
  const interrupted = [...open.values()].map(({ entry, estimate, backendId }) => provisionalOf(entry, estimate, backendId))
  return { closed, interrupted: await insertOrSetAside(pool, interrupted, { ...options, provisional: true }) }
}

function provisionalOf({ identity, holdTokens }: OpenEntry, estimate: Estimate, backendId: string | null): CloseEntry {
  return {
    identity,
    durationMs: 0,
    firstByteMs: null,
    backendId,
    deployment: null,
    status: 0,
    outcome: 'interrupted',
    code: 'gateway_stopped',
    measured: 'estimated',
    tokens: estimate.tokens,
    holdTokens,
    outputCap: null,
    limitId: null,
    attempts: 0,
    priceId: estimate.priceId,
    currency: estimate.currency,
    costNano: estimate.costNano,
    bytesOut: 0,
    calls: 1,
    charges: estimate.charges,
    trace: null,
  }
}
