import { setImmediate } from 'node:timers/promises'

/** A millisecond's work or a few: calls that pass through this process wait no longer for it. */
const SLICE = 100

/** Some of a list at a time; between two slices whatever else waits has its turn. */
export async function* inSlices<T>(list: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let from = 0; from < list.length; from += SLICE) {
    if (from > 0) await setImmediate()
    yield list.slice(from, from + SLICE)
  }
}
