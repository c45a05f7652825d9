/** Which member a caller's session belongs to: by a header of its own, drawn alike in every replica, or by a cookie of ours. */
import { sha256 } from '@/lib/base/digest'
import type { Call, HeaderList } from '@/lib/gateway/call'
import type { PoolCandidate } from '@/lib/gateway/steps/candidates'
import type { Affinity } from '@/lib/policy/pools/pool'

const MAX_SESSION_CHARACTERS = 256

/** The session a header names, or null. */
export function sessionOf(call: Call, affinity: Affinity | null): string | null {
  if (affinity?.by !== 'header') return null
  return call.header(affinity.name)?.slice(0, MAX_SESSION_CHARACTERS) || null
}

/** The member a cookie names, or null. The cookie says nothing but that, and identifies nobody. */
export function memberOfCookie(
  call: Call,
  affinity: Affinity | null,
  candidates: readonly PoolCandidate[],
): PoolCandidate | null {
  if (affinity?.by !== 'cookie') return null
  const mark = cookieOf(call.header('cookie'), affinity.name)
  return mark === null ? null : (candidates.find((one) => markOf(one) === mark) ?? null)
}

/** Set where the answer comes from another member than the cookie said. */
export function affinityCookie(call: Call, affinity: Affinity, member: PoolCandidate): HeaderList {
  const mark = markOf(member)
  if (cookieOf(call.header('cookie'), affinity.name) === mark) return []
  return ['set-cookie', `${affinity.name}=${mark}; Path=/; HttpOnly; SameSite=Lax`]
}

const marks = new WeakMap<PoolCandidate, string>()

/** A digest of the backend's id: the same in every replica, and nobody can read a name out of it. */
function markOf(member: PoolCandidate): string {
  let mark = marks.get(member)
  if (mark === undefined) {
    mark = Buffer.from(sha256(`affinity ${member.backendId}`))
      .toString('base64url')
      .slice(0, 16)
    marks.set(member, mark)
  }
  return mark
}

function cookieOf(header: string | undefined, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=')
    if (at !== -1 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return null
}
