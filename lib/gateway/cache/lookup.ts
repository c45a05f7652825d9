/** What the cache has to do with a call, as far as its settlement and its trace go. */
import type { Ending } from '@/lib/gateway/ending'

export type Lookup = {
  atMs: number
  /** In words, for the trace. */
  note: string
  /** On its record, where it was answered without one. */
  code?: string
  /** What it would have cost, and in which currency; left out where nothing was saved. */
  savedNano?: bigint
  currency?: string | null
  /** Hears how the call ended, once it is booked. */
  onSettled: ((ending: Ending) => void) | null
}
