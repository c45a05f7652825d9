/** Digests and constant-time comparison, in one place. */
import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto'

/** HMAC-SHA-256 of a text under a pepper: 32 bytes. */
export function hmac(pepper: Uint8Array, text: string): Buffer {
  return createHmac('sha256', pepper).update(text).digest()
}

const BLOCK_BYTES = 64
/** A text as long as this is hashed without allocating anything for it. */
const SHORT_BYTES = 256

/**
 * `hmac` in hex, for many texts under one pepper (of at most 64 bytes): its two padded forms are made once, and each text costs
 * two plain hashes, a third of what createHmac takes. https://www.rfc-editor.org/rfc/rfc2104#section-2
 */
export function createHexHmac(pepper: Uint8Array): (text: string) => string {
  if (pepper.length > BLOCK_BYTES) return (text) => hmac(pepper, text).toString('hex')
  const inner = Buffer.alloc(BLOCK_BYTES + SHORT_BYTES)
  const outer = Buffer.alloc(BLOCK_BYTES + 32)
  for (let i = 0; i < BLOCK_BYTES; i++) {
    inner[i] = (pepper[i] ?? 0) ^ 0x36
    outer[i] = (pepper[i] ?? 0) ^ 0x5c
  }
  return (text) => {
    // A character is at most three bytes of UTF-8.
    if (text.length * 3 > SHORT_BYTES) return hmac(pepper, text).toString('hex')
    const end = BLOCK_BYTES + inner.write(text, BLOCK_BYTES, 'utf8')
    outer.write(hash('sha256', inner.subarray(0, end), 'binary'), BLOCK_BYTES, 'latin1')
    return hash('sha256', outer, 'hex')
  }
}

export function sha256(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest()
}

/** The digest of a text in hex, in one step. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex')
}

/** The digest of a text in 43 characters that may stand in any key. */
export function sha256Base64Url(text: string): string {
  return hash('sha256', text, 'base64url')
}

/** Compares in a time that tells nothing about where two values differ. */
export function isEqualDigest(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
