/**
 * Finds kept answers by the meaning of their questions: within one partition, the nearest vector by cosine. Bounded: of a partition,
 * and of all of them, what was added first makes room.
 */
export type AnswerIndex = {
  /** Keys of answers whose questions are at least so similar, the nearest first; few of them. At once where they are in memory. */
  find(partition: string, vector: Float32Array, threshold: number): Near[] | Promise<Near[]>
  add(partition: string, vector: Float32Array, key: string): void
  /** Its answer is gone. */
  remove(partition: string, key: string): void
}

export type Near = { key: string; similarity: number }

type Entry = { key: string; vector: Float32Array }

export const MOST_IN_PARTITION = 500
export const MOST_FOUND = 5

/** Vectors of today's models take 2 to 12 KiB each. */
const MOST_BYTES = 64 * 1024 * 1024
/** What an entry takes besides its vector. */
const ENTRY_BYTES = 256

export type MemoryIndex = Omit<AnswerIndex, 'find'> & {
  find(partition: string, vector: Float32Array, threshold: number): Near[]
  size(): number
  bytes(): number
}

/** In this process's memory. */
export function createAnswerIndex(mostEntries = 20_000, mostBytes = MOST_BYTES): MemoryIndex {
  const partitions = new Map<string, Entry[]>()
  let size = 0
  let bytes = 0
  const drop = (partition: string, entries: Entry[], at: number) => {
    for (const { vector } of entries.splice(at, 1)) {
      size--
      bytes -= vector.byteLength + ENTRY_BYTES
    }
    if (entries.length === 0) partitions.delete(partition)
  }
  return {
    find(partition, vector, threshold) {
      const unit = unitOf(vector)
      if (!unit) return []
      const near: Near[] = []
      for (const entry of partitions.get(partition) ?? []) {
        const similarity = dot(entry.vector, unit)
        if (similarity >= threshold) near.push({ key: entry.key, similarity })
      }
      return near.sort((a, b) => b.similarity - a.similarity).slice(0, MOST_FOUND)
    },
    add(partition, vector, key) {
      const unit = unitOf(vector)
      if (!unit) return
      const entries = partitions.get(partition) ?? []
      const known = entries.findIndex((entry) => entry.key === key)
      if (known !== -1) drop(partition, entries, known)
      entries.push({ key, vector: unit })
      size++
      bytes += unit.byteLength + ENTRY_BYTES
      // Last of all partitions: the one nobody adds to is the first to go.
      partitions.delete(partition)
      partitions.set(partition, entries)
      if (entries.length > MOST_IN_PARTITION) drop(partition, entries, 0)
      for (const [oldest, others] of partitions) {
        while (others.length > 0 && (size > mostEntries || bytes > mostBytes)) drop(oldest, others, 0)
        if (size <= mostEntries && bytes <= mostBytes) break
      }
    },
    remove(partition, key) {
      const entries = partitions.get(partition)
      const at = entries?.findIndex((entry) => entry.key === key) ?? -1
      if (entries && at !== -1) drop(partition, entries, at)
    },
    size: () => size,
    bytes: () => bytes,
  }
}

/** Of length 1; null for what has no direction. */
export function unitOf(vector: Float32Array): Float32Array | null {
  let sum = 0
  for (const value of vector) sum += value * value
  const length = Math.sqrt(sum)
  return Number.isFinite(length) && length > 0 ? vector.map((value) => value / length) : null
}

/** Of vectors of other models, whose lengths differ, nothing can be said. */
function dot(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return -1
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
