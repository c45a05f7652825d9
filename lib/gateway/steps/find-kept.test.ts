import { describe, expect, it } from 'vitest'
import type { StoredAnswer } from '@/lib/gateway/cache/answer-store'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { findKept, findUnexpired } from '@/lib/gateway/steps/find-kept'

const kept = { storedAtMs: 1_000, expiresAtMs: 61_000 } as StoredAnswer
const ports = { answers: { get: (key: string) => (key === 'kept' ? kept : null), set: () => {} } } as unknown as GatewayPorts

describe('a kept answer', () => {
  it.each([
    ['its own rule allows', { ttlSeconds: 30, maxAgeSeconds: null }, 30_999],
    ['it says itself', { ttlSeconds: 60, maxAgeSeconds: 10 }, 11_000],
    ['anybody may have it', { ttlSeconds: 3_600, maxAgeSeconds: null }, 60_999],
  ])('is served to a caller as long as %s, and no longer', async (_why, fresh, lastMs) => {
    expect(await findKept(ports, 'kept', fresh, lastMs)).toBe(kept)
    expect(await findKept(ports, 'kept', fresh, lastMs + 1)).toBeNull()
  })

  it('is not over for all because it is too old for one', async () => {
    expect(await findKept(ports, 'kept', { ttlSeconds: 1, maxAgeSeconds: null }, 60_999)).toBeNull()
    expect(await findUnexpired(ports, 'kept', 60_999)).toBe(kept)
    expect(await findUnexpired(ports, 'kept', 61_000)).toBeNull()
    expect(await findUnexpired(ports, 'another', 1_000)).toBeNull()
  })
})
