/** Waiting as long as Azure asks to, and no longer than a bound. */
const LONGEST_WAIT_MS = 120_000

/** How long Azure asks to wait; null where it does not. */
export function waitOf(status: number, header: (name: string) => string | undefined): number | null {
  if (status !== 429 && status !== 503) return null
  const exactMs = Number(header('retry-after-ms') ?? header('x-ms-retry-after-ms'))
  if (exactMs > 0) return Math.min(exactMs, LONGEST_WAIT_MS)
  const text = header('retry-after')
  if (text === undefined) return status === 429 ? 5_000 : null
  const seconds = Number(text)
  const waitMs = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1_000
  return Number.isNaN(waitMs) ? 5_000 : Math.min(Math.max(waitMs, 50), LONGEST_WAIT_MS)
}

export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason ?? new Error('stopped'))
    }
    if (signal?.aborted) return stop()
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
