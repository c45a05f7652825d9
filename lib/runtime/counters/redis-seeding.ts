/**
 * Filling a Redis that is empty. One gateway does it, whichever comes first: its totals bring the epoch that lets calls in. What
 * was settled meanwhile and booked a moment too late for those totals is made up for afterwards, by every gateway.
 */
import { randomUUID } from 'node:crypto'
import { keyOfSeed } from '@/lib/runtime/counters/counter-wire'
import type { Seed } from '@/lib/runtime/counters/memory-counters'
import type { RedisLink } from '@/lib/runtime/counters/redis-link'
import { seedScript } from '@/lib/runtime/counters/redis-scripts'

export type Seeding = {
  /** Fills the store, unless another gateway was faster; returns the epoch in force. */
  fill(): Promise<string>
  /** Raises quotas to these totals, where they are below. */
  raise(seeds: readonly Seed[]): Promise<void>
  /** Raises quotas to the ledger's totals once those have caught up. */
  raiseLater(): void
  stop(): void
}

type Options = { link: RedisLink; at(): number | ''; readTotals(): Promise<Seed[]>; onError(error: unknown): void }

/** Counters sent with one script. */
const PART = 1_000
const DEADLINE_MS = 5_000
/** By then what was settled before has been booked. */
const CAUGHT_UP_MS = 1_500

export function createSeeding({ link, at, readTotals, onError }: Options): Seeding {
  let timer: NodeJS.Timeout | undefined

  const send = async (newEpoch: string, seeds: readonly Seed[]): Promise<string> => {
    // All but the last part only raise; the epoch that lets calls in comes with the last.
    if (seeds.length > PART) {
      await send('', seeds.slice(0, PART))
      return await send(newEpoch, seeds.slice(PART))
    }
    const args = [at(), newEpoch, ...seeds.flatMap((one) => [one.total, one.limitId])]
    return String(await link.run(seedScript, seeds.map(keyOfSeed), args, DEADLINE_MS))
  }
  const raise = async (seeds: readonly Seed[]) => {
    await send('', seeds)
  }

  return {
    fill: async () => await send(randomUUID(), await readTotals()),
    raise,
    raiseLater() {
      clearTimeout(timer)
      timer = setTimeout(() => void readTotals().then(raise).catch(onError), CAUGHT_UP_MS)
      timer.unref()
    },
    stop: () => clearTimeout(timer),
  }
}
