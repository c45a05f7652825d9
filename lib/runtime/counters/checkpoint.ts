/**
 * What counters in memory say, as it is kept on disk each second: after a crash rates go on where they were, and without
 * Postgres quotas do too. What calls under way held counts as used: nobody will settle it any more.
 */
import { randomUUID } from 'node:crypto'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { createRateWindow, settledBuckets } from '@/lib/policy/limits/rate-window'
import type { Counter } from '@/lib/runtime/counters/memory-counter'

export type SavedCounter = { limitId: string; countKey: string; resetAtMs: number } & (
  | { kind: 'rate'; seconds: number; newest: number; buckets: [bucket: number, amount: number][] }
  | { kind: 'quota'; startMs: number; endMs: number; used: number }
)

/** `seeds` are totals of quotas that no call has touched since the start. */
export type Checkpoint = {
  version: 1
  counters: SavedCounter[]
  seeds?: { limitId: string; countKey: string; periodStartMs: number; total: number; resetAtMs?: number }[]
}

/** A counter as it is written; null where there is nothing to remember. */
export function savedOf(limitId: string, countKey: string, counter: Counter): SavedCounter | null {
  const { resetAtMs } = counter
  if (counter.kind === 'concurrency') return null
  if (counter.kind === 'quota') {
    const { startMs, endMs, settled, held } = counter
    return { limitId, countKey, resetAtMs, kind: 'quota', startMs, endMs, used: settled + held }
  }
  const { windowMs, newest } = counter.window
  const buckets = settledBuckets(counter.window)
  return buckets.length === 0 ? null : { limitId, countKey, resetAtMs, kind: 'rate', seconds: windowMs / 1000, newest, buckets }
}

export function counterOf(saved: SavedCounter): Counter {
  const { resetAtMs } = saved
  if (saved.kind === 'quota') {
    const { startMs, endMs, used } = saved
    return { kind: 'quota', resetAtMs, startMs, endMs, settled: used, held: 0, base: used }
  }
  return { kind: 'rate', resetAtMs, window: createRateWindow(saved.seconds, saved.newest, saved.buckets) }
}

/** The last checkpoint, or null where there is none that can be read. */
export async function readCheckpoint(path: string): Promise<Checkpoint | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isCheckpoint(value) ? value : null
  } catch {
    return null
  }
}

/**
 * Writes what `save` says each second, where it has changed; less often where there is so much of it that writing takes its time.
 * Stopping writes a last time.
 */
export function keepCheckpoint(
  path: string,
  save: () => Checkpoint,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } {
  // Its own name: another process on the same folder must not find its file half written, or gone.
  const unfinished = `${path}.${randomUUID()}.new`
  let last = ''
  let isFailing = false
  let timer: NodeJS.Timeout | undefined
  const write = async () => {
    const sinceMs = performance.now()
    const text = JSON.stringify(save())
    const tookMs = performance.now() - sinceMs
    if (text !== last) {
      await writeFile(unfinished, text, { mode: 0o600 })
      await rename(unfinished, path)
      last = text
    }
    return Math.max(EVERY_MS, tookMs * LEISURE)
  }
  let running: Promise<void> = Promise.resolve()
  const plan = (ms: number) => {
    timer = setTimeout(() => {
      running = write().then(
        (nextMs) => {
          isFailing = false
          plan(nextMs)
        },
        (error: unknown) => {
          // A full disk is said once, not each second.
          if (!isFailing) onError(error)
          isFailing = true
          plan(EVERY_MS)
        },
      )
    }, ms)
    timer.unref()
  }
  // A folder that cannot be read is told of by the first write that fails.
  void removeAbandoned(path).catch(() => {})
  plan(EVERY_MS)
  return {
    async stop() {
      clearTimeout(timer)
      await running
      clearTimeout(timer)
      await write().catch(onError)
    },
  }
}

const EVERY_MS = 1_000
/** At most one part in so many of a process's time goes into it. */
const LEISURE = 50

/** A process that was killed while it wrote has left its file: nobody writes one for so long. */
const ABANDONED_MS = 600_000

async function removeAbandoned(path: string): Promise<void> {
  const folder = dirname(path)
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith('.new')) continue
    const { mtimeMs } = await stat(join(folder, name))
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(join(folder, name), { force: true })
  }
}

function isCheckpoint(value: unknown): value is Checkpoint {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'counters' in value
}
