/**
 * A value that ends and must be fetched anew in time: all who need it at once wait for one fetch, the next one is fetched behind
 * the back of whoever is served by a good one, and a failure is told to nobody who still has one.
 */

export type Fetched = { value: string; renewAtMs: number; endsAtMs: number }

export type Renewal<K> = {
  /** At once where a good one is there. */
  get(name: K): string | Promise<string>
  /** It was refused where it was used: asked for anew, unless that was just done. */
  refused(name: K): void
  /** Why the last fetch failed; null where it did not. */
  failureOf(name: K): unknown
}

export type RenewalOptions<K> = {
  keyOf(name: K): string
  fetch(name: K): Promise<Fetched>
  now(): number
  timeoutMs: number
  /** What is used on while its source is away. */
  staleMs?: number
}

type Held = { fetched: Fetched | null; asking: Promise<string> | null; askedAtMs: number; failure: unknown }

/** Nobody has more in use at once than this. */
const MOST = 1_000
/** Behind the back of calls a failing source is asked no more often. */
const ASK_AGAIN_MS = 10_000

export function createRenewal<K>(options: RenewalOptions<K>): Renewal<K> {
  const { now, staleMs = 0 } = options
  const all = new Map<string, Held>()

  return {
    get(name) {
      const held = heldOf(name)
      const { fetched } = held
      const nowMs = now()
      if (!fetched || nowMs >= fetched.endsAtMs + staleMs) return ask(name, held)
      if (nowMs >= fetched.renewAtMs && nowMs - held.askedAtMs >= ASK_AGAIN_MS) ask(name, held).catch(() => {})
      return fetched.value
    },
    refused(name) {
      const held = heldOf(name)
      if (now() - held.askedAtMs >= ASK_AGAIN_MS) ask(name, held).catch(() => {})
    },
    failureOf: (name) => heldOf(name).failure,
  }

  function heldOf(name: K): Held {
    const key = options.keyOf(name)
    let held = all.get(key)
    if (!held) {
      const [oldest] = all.keys()
      if (all.size >= MOST && oldest !== undefined) all.delete(oldest)
      held = { fetched: null, asking: null, askedAtMs: Number.NEGATIVE_INFINITY, failure: null }
      all.set(key, held)
    }
    return held
  }

  function ask(name: K, held: Held): Promise<string> {
    if (held.asking) return held.asking
    held.askedAtMs = now()
    held.asking = within(options.timeoutMs, options.fetch(name))
      .then((fetched) => {
        held.fetched = fetched
        held.failure = null
        return fetched.value
      })
      .catch((error: unknown) => {
        held.failure = error
        throw error
      })
      .finally(() => {
        held.asking = null
      })
    return held.asking
  }
}

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException('Azure did not answer in time', 'TimeoutError')), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
