/** Replies the gateway itself makes. */
import { toPublicId } from '@/lib/base/ids'
import type { HeaderList, Reply } from '@/lib/gateway/call'
import type { Dialect } from '@/lib/gateway/dialects/dialect'
import type { Refusal } from '@/lib/gateway/refusal'
import { limitHeaders } from '@/lib/gateway/steps/limit-headers'

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
  const { retryAfterMs, resetAtMs, views, headerNames } = refusal.details
  // The page of the code, on the host that was called; it needs no sign-in.
  const all = [...headers, 'x-tollgate-code', refusal.code, 'link', `</errors/${refusal.code}>; rel="help"`]
  if (views) limitHeaders(all, dialect, views, Date.now(), headerNames)
  if (retryAfterMs !== undefined && Number.isFinite(retryAfterMs)) {
    const ms = Math.max(1, Math.ceil(retryAfterMs))
    all.push(headerNames?.retryAfter ?? 'retry-after', String(Math.ceil(ms / 1000)), 'retry-after-ms', String(ms))
  }
  if (resetAtMs !== undefined) all.push('x-tollgate-reset', new Date(resetAtMs).toISOString())
  // https://www.rfc-editor.org/rfc/rfc6750#section-3
  if (refusal.code === 'invalid_token') all.push('www-authenticate', 'Bearer error="invalid_token"')
  const advice = retryAdvice(refusal)
  if (advice !== null) all.push('x-should-retry', advice)
  return jsonReply(refusal.status, callId, dialect.errorBody(refusal, toPublicId('call', callId)), all)
}

/** A wait longer than this is for people, not for a client's loop. */
const RETRY_WITHIN_MS = 60_000

/** The official clients obey `x-should-retry`. Said where we know; an upstream failure is left to their own rules. */
function retryAdvice({ status, details: { retryAfterMs } }: Refusal): 'true' | 'false' | null {
  if (retryAfterMs !== undefined) return retryAfterMs <= RETRY_WITHIN_MS ? 'true' : 'false'
  return status < 500 ? 'false' : null
}
