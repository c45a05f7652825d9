/** An answer that is kept and still good enough for this caller. */
import type { StoredAnswer } from '@/lib/gateway/cache/answer-store'
import type { CacheWish } from '@/lib/gateway/cache/cache-control'
import type { GatewayPorts } from '@/lib/gateway/ports'

/** What a caller will have: by its own word, and by the rule of its product that fits its own call. */
export type Freshness = Pick<CacheWish, 'maxAgeSeconds'> & { ttlSeconds: number }

export async function findKept(ports: GatewayPorts, key: string, fresh: Freshness, nowMs: number): Promise<StoredAnswer | null> {
  const kept = await findUnexpired(ports, key, nowMs)
  return kept && isFresh(kept, fresh, nowMs) ? kept : null
}

/** Of whatever age; null where it is over for everybody. */
export async function findUnexpired({ answers }: GatewayPorts, key: string, nowMs: number): Promise<StoredAnswer | null> {
  const found = answers.get(key)
  const kept = found instanceof Promise ? await found : found
  return kept && nowMs < kept.expiresAtMs ? kept : null
}

/** An answer kept under another caller's rule is no older than this one's own allows. */
export function isFresh({ storedAtMs }: StoredAnswer, { maxAgeSeconds, ttlSeconds }: Freshness, nowMs: number): boolean {
  const ageMs = nowMs - storedAtMs
  return ageMs < ttlSeconds * 1000 && (maxAgeSeconds === null || ageMs <= maxAgeSeconds * 1000)
}
