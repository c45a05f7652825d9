/** An answer that is kept and still good enough for this caller. */
import type { StoredAnswer } from '@/lib/gateway/cache/answer-store'
import type { CacheWish } from '@/lib/gateway/cache/cache-control'
import type { GatewayPorts } from '@/lib/gateway/ports'

export async function findKept(
  { answers }: GatewayPorts,
  key: string,
  wish: CacheWish,
  nowMs: number,
): Promise<StoredAnswer | null> {
  const found = answers.get(key)
  const kept = found instanceof Promise ? await found : found
  return kept && isGood(kept, wish, nowMs) ? kept : null
}

function isGood({ storedAtMs, expiresAtMs }: StoredAnswer, { maxAgeSeconds }: CacheWish, nowMs: number): boolean {
  return nowMs < expiresAtMs && (maxAgeSeconds === null || nowMs - storedAtMs <= maxAgeSeconds * 1000)
}
