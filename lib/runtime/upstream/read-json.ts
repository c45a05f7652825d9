/** A JSON document from elsewhere, over the same guarded way out as calls: no redirects, bounded in size and time. */
import type { Upstream } from '@/lib/gateway/ports'

const TIMEOUT_MS = 5_000
const MOST_BYTES = 512 * 1024

export function readJson(upstream: Upstream, address: string, headers: Record<string, string> = {}): Promise<unknown> {
  const url = new URL(address)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const timer = setTimeout(() => stop(new Error(`${url.origin} did not answer in time`)), TIMEOUT_MS)
    const exchange = upstream.send(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'GET',
        headers: { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'tollgate', ...headers },
        body: null,
        headersTimeoutMs: TIMEOUT_MS,
        bodyTimeoutMs: TIMEOUT_MS,
      },
      {
        onHead(status) {
          if (status !== 200) stop(new Error(`${url.origin} answered ${status}`))
        },
        onData(chunk) {
          bytes += chunk.length
          if (bytes > MOST_BYTES) stop(new Error(`what ${url.origin} answered is too long`))
          else chunks.push(chunk)
        },
        onEnd() {
          clearTimeout(timer)
          try {
            resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')))
          } catch (cause) {
            reject(new Error(`what ${url.origin} answered is no JSON`, { cause }))
          }
        },
        onFailure(_failure, cause) {
          clearTimeout(timer)
          reject(new Error(`${url.origin} cannot be reached`, { cause }))
        },
      },
    )

    function stop(error: Error): void {
      clearTimeout(timer)
      reject(error)
      exchange.abort()
    }
  })
}
