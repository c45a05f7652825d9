/** Digests and constant-time comparison, in one place. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** HMAC-SHA-256 of a text under a pepper: 32 bytes. */
export function hmac(pepper: Uint8Array, text: string): Buffer {
  return createHmac('sha256', pepper).update(text).digest()
}

export function sha256(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest()
}

/** Compares in a time that tells nothing about where two values differ. */
export function isEqualDigest(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
