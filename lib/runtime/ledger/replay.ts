/**
 * What dead instances left: their closes go to Postgres; an open without a close becomes a provisional record (the prompt
 * and the last progress), marked interrupted. Nothing is priced here: the lines carry their costs.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SqlPool } from '@/lib/db/sql-pool'
import { insertOrSetAside, type SetAsideOptions, setAside } from '@/lib/runtime/ledger/insert-or-set-aside'
import { stateOfInstance } from '@/lib/runtime/ledger/instance'
import { provisionalJson } from '@/lib/runtime/ledger/provisional'
import type { RawLine } from '@/lib/runtime/ledger/spool-line'
import { listSegments, readLines } from '@/lib/runtime/ledger/spool-reader'

export type Replayed = { instances: number; closed: number; interrupted: number }

export type ReplayOptions = {
  root: string
  /** Our own instance, which is left alone. */
  replica: string
  rejectedPath: string
  pool: SqlPool
  onError(error: unknown): void
}

const EVERY_MS = 30_000

/**
 * Replays at once and tells how it went, null where Postgres is away; then looks again from time to time, since an instance
 * may die while we live.
 */
export function keepReplaying(options: ReplayOptions, onFirst: (replayed: Replayed | null) => void): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const replay = () =>
    replayDeadSpools(options).catch((error: unknown) => {
      options.onError(error)
      return null
    })
  const again = () => {
    if (isStopped) return
    timer = setTimeout(() => {
      running = replay().then(again)
    }, EVERY_MS)
  }
  let running = replay().then((replayed) => {
    onFirst(replayed)
    again()
  })
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}

/** Those told of already: once is enough. */
const foreign = new Set<string>()

/** Replays every dead instance's spool under `root` except our own, and removes it once all is in Postgres. Safe to repeat. */
export async function replayDeadSpools(options: ReplayOptions): Promise<Replayed> {
  const { root, replica } = options
  const sum: Replayed = { instances: 0, closed: 0, interrupted: 0 }
  for (const id of listInstances(root)) {
    if (id === replica) continue
    const found = await stateOfInstance(join(root, id), id)
    if (found.state === 'foreign' && !foreign.has(id)) {
      foreign.add(id)
      const advice = `if it will not start again, bring it in with: npm run ledger:adopt -- ${id}`
      options.onError(new Error(`a spool of another host (${found.host}) lies under ${root}; ${advice}`))
    }
    if (found.state !== 'dead') continue
    const one = await adoptSpool(options, id)
    sum.instances++
    sum.closed += one.closed
    sum.interrupted += one.interrupted
  }
  return sum
}

/** The instances that have a spool under `root`. */
export function listInstances(root: string): string[] {
  return existsSync(root) ? readdirSync(root).filter((name) => !name.startsWith('.')) : []
}

/**
 * Brings an instance's spool into Postgres, whoever it belongs to. Its files go only where it is surely dead: one that comes
 * back goes on writing, and bills by its true closes.
 */
export async function adoptSpool(
  { root, rejectedPath, pool, onError }: Omit<ReplayOptions, 'replica'>,
  id: string,
): Promise<Omit<Replayed, 'instances'>> {
  const directory = join(root, id)
  const adopted = await replaySpool(directory, pool, { replica: id, rejectedPath, onError })
  if ((await stateOfInstance(directory, id)).state === 'dead') {
    rmSync(directory, { recursive: true, force: true })
    // It is no longer one of the fleet: what limits are shared among, and what the console shows, need not wait for that.
    await pool.query('delete from replicas where id = $1', [id])
  }
  return adopted
}

/** Brings one instance's spool into Postgres and leaves its files as they are. */
async function replaySpool(
  directory: string,
  pool: SqlPool,
  options: SetAsideOptions,
): Promise<{ closed: number; interrupted: number }> {
  const running = new Map<string, { open: RawLine; progress: RawLine | null }>()
  let closed = 0
  for (const segment of listSegments(directory)) {
    for (let offset = 0; ; ) {
      const { lines, damaged, after } = readLines(directory, { segment, offset }, null)
      if (after.offset === offset) break
      offset = after.offset
      if (damaged.length > 0) {
        options.onError(new Error(`${damaged.length} damaged lines in segment ${segment} of ${directory}, set aside`))
        await setAside(damaged, options)
      }
      closed += await insertOrSetAside(pool, noteOpen(lines, running), options)
    }
  }
  const provisional = [...running.values()].map(({ open, progress }) => provisionalJson(open.json, progress?.json ?? null))
  return { closed, interrupted: await insertOrSetAside(pool, provisional, { ...options, isProvisional: true }) }
}

/** Keeps which calls are open and how far they came; returns the closes. */
function noteOpen(lines: RawLine[], running: Map<string, { open: RawLine; progress: RawLine | null }>): Buffer[] {
  const closes: Buffer[] = []
  for (const line of lines) {
    const call = running.get(line.id)
    if (line.mark === 'o') running.set(line.id, { open: line, progress: null })
    else if (line.mark === 'c') {
      closes.push(line.json)
      running.delete(line.id)
    } else if (call) call.progress = line
  }
  return closes
}
