/**
 * One POST to an address somebody typed in: only to where backends may be, no redirect followed (it could lead elsewhere),
 * bounded in time and in what is read of the answer.
 */
import { Agent, request } from 'undici'
import { isHostAllowed } from '@/lib/runtime/upstream/allowed-address'
import { checkedLookup } from '@/lib/runtime/upstream/checked-lookup'

export type PostResult = { status: number; retryAfterMs: number | null; text: string }

export type GuardedPost = {
  post(url: string, headers: Record<string, string>, body: string): Promise<PostResult>
  close(): Promise<void>
}

const TIMEOUT_MS = 15_000
const READ_BYTES = 2_000
const LONGEST_WAIT_MS = 3_600_000

export function createGuardedPost(allowedNetworks: readonly string[]): GuardedPost {
  const agent = new Agent({ connections: 16, connect: { timeout: 5_000, lookup: checkedLookup(allowedNetworks) } })
  return {
    async post(url, headers, body) {
      const { hostname } = new URL(url)
      if (!isHostAllowed(hostname, allowedNetworks)) throw new Error(`the address ${hostname} is not allowed`)
      const answer = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'Tollgate', ...headers },
        body,
        dispatcher: agent,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      let text = ''
      for await (const chunk of answer.body) {
        text += String(chunk)
        if (text.length >= READ_BYTES) break
      }
      const retryAfter = Number(answer.headers['retry-after'])
      const retryAfterMs = Number.isFinite(retryAfter) && retryAfter > 0 ? Math.min(retryAfter * 1000, LONGEST_WAIT_MS) : null
      return { status: answer.statusCode, retryAfterMs, text: text.slice(0, READ_BYTES) }
    },
    close: () => agent.close(),
  }
}
