/** An answer that is kept and still good enough for this caller. */
import type { StoredAnswer } from '@/lib/gateway/cache/answer-store'
import type { CacheWish } from '@/lib/gateway/cache/cache-control'
import type { GatewayPorts } from '@/lib/gateway/ports'

/** What a caller will have: by its own word, and by the rule of its product that fits its own call. */
export type Freshness = Pick<CacheWish, 'maxAgeSeconds'> & { ttlSeconds: number }

type Found = StoredAnswer | null

/** At once where answers are kept in memory: nobody waits for what is at hand. */
export function findKept(ports: GatewayPorts, key: string, fresh: Freshness, nowMs: number): Found | Promise<Found> {
  const found = findUnexpired(ports, key, nowMs)
  return found instanceof Promise ? found.then((kept) => freshOf(kept, fresh, nowMs)) : freshOf(found, fresh, nowMs)
}

/** Of whatever age; null where it is over for everybody. */
export function findUnexpired({ answers }: GatewayPorts, key: string, nowMs: number): Found | Promise<Found> {
  const found = answers.get(key)
  return found instanceof Promise ? found.then((kept) => unexpired(kept, nowMs)) : unexpired(found, nowMs)
}

function freshOf(kept: Found, fresh: Freshness, nowMs: number): Found {
  return kept && isFresh(kept, fresh, nowMs) ? kept : null
}

function unexpired(kept: Found, nowMs: number): Found {
  return kept && nowMs < kept.expiresAtMs ? kept : null
}

/** An answer kept under another caller's rule is no older than this one's own allows. */
export function isFresh({ storedAtMs }: StoredAnswer, { maxAgeSeconds, ttlSeconds }: Freshness, nowMs: number): boolean {
  const ageMs = nowMs - storedAtMs
  return ageMs < ttlSeconds * 1000 && (maxAgeSeconds === null || ageMs <= maxAgeSeconds * 1000)
}
