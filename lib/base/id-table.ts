/**
 * A map for what comes and goes with every call, by UUID. A `Map` is copied every few dozen entries that come and go, and
 * each former copy points to the next and keeps what it held: under load megabytes a second survive until a full collection
 * that were garbage at once. Here an entry that goes is gone.
 */
import { digitAt } from '@/lib/base/ids'

/** So few that they stay in the processor's caches: of four thousand every call would touch some that have left them. */
const BUCKETS = 64

export class IdTable<V> {
  private readonly buckets: { id: string; value: V }[][] = Array.from({ length: BUCKETS }, () => [])
  size = 0

  get(id: string): V | undefined {
    for (const entry of this.bucketOf(id)) if (entry.id === id) return entry.value
    return undefined
  }

  has(id: string): boolean {
    return this.get(id) !== undefined
  }

  /** The id must not be there yet. */
  add(id: string, value: V): void {
    this.bucketOf(id).push({ id, value })
    this.size++
  }

  /** Takes an entry out and returns its value. */
  remove(id: string): V | undefined {
    const bucket = this.bucketOf(id)
    for (let i = 0; i < bucket.length; i++) {
      const entry = bucket[i]
      if (entry?.id !== id) continue
      const last = bucket.pop()
      if (last && last !== entry) bucket[i] = last
      this.size--
      return entry.value
    }
    return undefined
  }

  *values(): Generator<V> {
    for (const bucket of this.buckets) for (const { value } of bucket) yield value
  }

  /** The end of a UUIDv7 is random: two hexadecimal digits choose among 64 buckets. */
  private bucketOf(id: string): { id: string; value: V }[] {
    const end = id.length
    const at = (digitAt(id, end - 1) | (digitAt(id, end - 2) << 4)) & (BUCKETS - 1)
    return this.buckets[at] ?? []
  }
}
