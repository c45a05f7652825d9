/**
 * The ledger of a host without a disk of its own: no spool, each call is in Postgres before its last bytes go out. Slower,
 * and while Postgres is away no calls are taken; a crash loses only calls whose answer had not ended.
 */

import { createSqlPool } from '@/lib/db/sql-pool'
import type { CloseEntry } from '@/lib/gateway/usage-entry'
import { insertOrSetAside, setAside } from '@/lib/runtime/ledger/insert-or-set-aside'
import type { RunningLedger } from '@/lib/runtime/ledger/ledger'
import { createRefusalCounter, isFree } from '@/lib/runtime/ledger/refusal-counter'
import { lineBody } from '@/lib/runtime/ledger/spool-line'

export type DirectLedgerOptions = {
  databaseUrl: string
  replica: string
  /** Where a record goes that the database will never take, or did not take in time. */
  rejectedPath: string
  onError(error: unknown): void
}

type Waiting = { line: Buffer; sinceMs: number; resolve(): void; reject(error: unknown): void }

const COLLECT_MS = 1_000
const RETRY_MS = 250
/** An answer that cannot be booked for this long is broken off, and its record goes to `rejectedPath`: most of it was delivered. */
const PATIENCE_MS = 30_000
const STATEMENT_TIMEOUT_MS = 10_000
const MAX_BATCH = 2_000

export function startDirectLedger({ databaseUrl, ...options }: DirectLedgerOptions): RunningLedger {
  const { onError } = options
  const pool = createSqlPool(databaseUrl, {
    max: 2,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    hasDurableCommits: true,
    onConnectionError: onError,
  })
  const refusals = createRefusalCounter()
  const unauthenticated = new Map<string, number>()
  let queue: Waiting[] = []
  let underWay: Waiting[] = []
  let failingSinceMs: number | null = null
  let records = 0
  let running: Promise<void> | null = null

  const book = (entry: CloseEntry) =>
    new Promise<void>((resolve, reject) => {
      const line = Buffer.from(lineBody({ kind: 'close', entry }).slice(1), 'latin1')
      queue.push({ line, sinceMs: Date.now(), resolve, reject })
      running ??= run()
    })

  /** One statement at a time; what arrives meanwhile shares the next. */
  async function run(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    while (queue.length > 0) {
      underWay = queue.slice(0, MAX_BATCH)
      queue = queue.slice(MAX_BATCH)
      try {
        const lines = underWay.map(({ line }) => line)
        records += await insertOrSetAside(pool, lines, options)
        failingSinceMs = null
        for (const one of underWay) one.resolve()
      } catch (error) {
        if (failingSinceMs === null) onError(error)
        failingSinceMs ??= Date.now()
        const patience = Date.now() - PATIENCE_MS
        await giveUp(
          underWay.filter(({ sinceMs }) => sinceMs < patience),
          error,
        )
        queue = [...underWay.filter(({ sinceMs }) => sinceMs >= patience), ...queue]
        underWay = []
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
      underWay = []
    }
    running = null
  }

  /** Written aside first: booked later by hand it changes nothing where Postgres had taken it after all. */
  async function giveUp(late: readonly Waiting[], error: unknown): Promise<void> {
    if (late.length === 0) return
    const lines = late.map(({ line }) => line)
    await setAside(lines, options).then(
      () => onError(new Error(`${late.length} usage records could not be booked in time, set aside`, { cause: error })),
      onError,
    )
    for (const one of late) one.reject(error)
  }

  /** While nothing can be booked a probe finds out when it can again; nobody's call has to. */
  const probe = async () => {
    if (failingSinceMs === null || running) return
    await pool.query('select 1').then(
      () => {
        failingSinceMs = null
      },
      () => {},
    )
  }
  const collect = async () => {
    await probe()
    if (failingSinceMs === null) await Promise.all(refusals.collect().map(book))
  }
  const timer = setInterval(() => void collect().catch(onError), COLLECT_MS)
  timer.unref()

  const waiting = () => [...underWay, ...queue]
  const drain = async (timeoutMs: number) => {
    await collect()
    const untilMs = Date.now() + timeoutMs
    while (running) {
      if (Date.now() >= untilMs) throw new Error('the ledger could not be written in time')
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  const opened = new Set<string>()

  return {
    replayed: null,
    canOpen: () => failingSinceMs === null,
    open: ({ identity }) => void opened.add(identity.id),
    progress: () => {},
    close(entry) {
      if (opened.delete(entry.identity.id) || !isFree(entry)) return book(entry)
      const admitted = refusals.admit(entry, entry.identity.startedAtMs, failingSinceMs === null)
      if (admitted) return book(admitted)
    },
    countUnauthenticated: (code) => void unauthenticated.set(code, (unauthenticated.get(code) ?? 0) + 1),
    status: () => ({
      failingSinceMs,
      lagMs: Math.max(0, Date.now() - (waiting()[0]?.sinceMs ?? Date.now())),
      records,
      spoolBytes: waiting().reduce((sum, { line }) => sum + line.length, 0),
      canOpen: failingSinceMs === null,
      unauthenticated: Object.fromEntries(unauthenticated),
    }),
    drain,
    async stop() {
      clearInterval(timer)
      await drain(5_000).catch((error: unknown) => {
        const left = waiting()
        queue = []
        return giveUp(left, error)
      })
      await pool.end()
    },
  }
}
