/** How long an attempt may take until something is heard of it. */
import type { Deadlines } from '@/lib/policy/pools/pool'

const STREAM_FIRST_BYTE_MS = 60_000

/** How long the head of an answer may take. */
export function headersTimeoutMs(deadlines: Deadlines, isStream: boolean): number {
  return deadlines.firstByteMs ?? (isStream ? Math.min(STREAM_FIRST_BYTE_MS, deadlines.attemptMs) : deadlines.attemptMs)
}
