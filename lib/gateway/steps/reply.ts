/** Replies the gateway itself makes. */
import { toPublicId } from '@/lib/base/ids'
import type { HeaderList, Reply } from '@/lib/gateway/call'
import type { Dialect } from '@/lib/gateway/dialects/dialect'
import type { Refusal } from '@/lib/gateway/refusal'

export function jsonReply(status: number, callId: string, value: unknown, headers: HeaderList = []): Reply {
  const body = Buffer.from(JSON.stringify(value))
  return {
    status,
    headers: ['content-type', 'application/json; charset=utf-8', 'x-request-id', toPublicId('call', callId), ...headers],
    body,
  }
}

/** A refusal in the caller's own dialect; `Retry-After` is rounded up, never early. */
export function refusalReply(dialect: Dialect, callId: string, refusal: Refusal, headers: HeaderList = []): Reply {
  const { retryAfterMs, resetAtMs } = refusal.details
  const all = [...headers, 'x-tollgate-code', refusal.code]
  if (retryAfterMs !== undefined && Number.isFinite(retryAfterMs)) {
    const ms = Math.max(1, Math.ceil(retryAfterMs))
    all.push('retry-after', String(Math.ceil(ms / 1000)), 'retry-after-ms', String(ms))
  }
  if (resetAtMs !== undefined) all.push('x-tollgate-reset', new Date(resetAtMs).toISOString())
  // Clients of the field retry 403s never and 429s always; say it outright for those that read it.
  all.push('x-should-retry', refusal.status === 429 && retryAfterMs !== undefined && retryAfterMs < 60_000 ? 'true' : 'false')
  return jsonReply(refusal.status, callId, dialect.errorBody(refusal, toPublicId('call', callId)), all)
}
