/**
 * AES-256-GCM for credentials at rest. A sealed value names the key it was made with, so old and new keys are valid
 * together during a rotation. The purpose (which row) is authenticated: a cipher text moved to another row does not open.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export type KeyRing = { current: string; keys: ReadonlyMap<string, Uint8Array> }

export type Sealed = { keyId: string; cipher: Uint8Array<ArrayBuffer> }

/** Encrypts under the ring's current key. Layout: 12 bytes nonce, 16 bytes tag, cipher text. */
export function seal(ring: KeyRing, purpose: string, text: string): Sealed {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(ring, ring.current), nonce).setAAD(Buffer.from(purpose))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return { keyId: ring.current, cipher: new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body])) }
}

/** Decrypts. Throws where the key is unknown, or text or purpose were changed. */
export function unseal(ring: KeyRing, purpose: string, sealed: { keyId: string; cipher: Uint8Array }): string {
  const bytes = Buffer.from(sealed.cipher)
  const decipher = createDecipheriv('aes-256-gcm', keyOf(ring, sealed.keyId), bytes.subarray(0, 12))
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}

function keyOf(ring: KeyRing, id: string): Uint8Array {
  const key = ring.keys.get(id)
  if (!key) throw new Error(`encryption key ${id} is not in the key ring`)
  return key
}
