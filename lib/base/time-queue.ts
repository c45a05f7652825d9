/** What is due at a time, earliest first: a binary heap. Of those due at once, in no order. */
export type TimeQueue<T> = {
  add(atMs: number, item: T): void
  /** The earliest, if it is due at `untilMs` or before; else null. */
  take(untilMs: number): { atMs: number; item: T } | null
  /** Infinity where nothing waits. */
  nextMs(): number
}

export function createTimeQueue<T>(): TimeQueue<T> {
  const heap: { atMs: number; item: T }[] = []
  const atOf = (index: number) => heap[index]?.atMs ?? Number.POSITIVE_INFINITY

  function swap(a: number, b: number): void {
    const [one, other] = [heap[a], heap[b]]
    if (one && other) {
      heap[a] = other
      heap[b] = one
    }
  }

  return {
    add(atMs, item) {
      let index = heap.push({ atMs, item }) - 1
      while (index > 0) {
        const parent = (index - 1) >> 1
        if (atOf(parent) <= atMs) break
        swap(index, parent)
        index = parent
      }
    },
    take(untilMs) {
      const [first] = heap
      if (!first || first.atMs > untilMs) return null
      const last = heap.pop()
      if (!last || heap.length === 0) return first
      heap[0] = last
      let index = 0
      for (;;) {
        const left = 2 * index + 1
        const least = atOf(left + 1) < atOf(left) ? left + 1 : left
        if (atOf(least) >= last.atMs) return first
        swap(index, least)
        index = least
      }
    },
    nextMs: () => atOf(0),
  }
}
