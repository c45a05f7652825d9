/**
 * Secrets we hand out: `tg_<32 random base62><6 checksum>` for subscription keys, `tgm_…` for management tokens. The
 * checksum (CRC-32 in base62) lets a scanner recognise a leaked one and lets the gateway refuse a typo without a look-up.
 */
import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const RANDOM_LENGTH = 32
const CHECKSUM_LENGTH = 6

export type SecretPrefix = 'tg_' | 'tgm_' | 'tgl_'

/** A new secret with about 190 bits of randomness. */
export function newSecret(prefix: SecretPrefix): string {
  let text = ''
  while (text.length < RANDOM_LENGTH) {
    for (const byte of randomBytes(RANDOM_LENGTH)) {
      if (byte < 248 && text.length < RANDOM_LENGTH) text += ALPHABET[byte % 62]
    }
  }
  return prefix + text + checksum(prefix + text)
}

/** True where the text has the prefix's shape and its checksum is right. Says nothing about whether it was ever issued. */
export function isWellFormedSecret(prefix: SecretPrefix, text: string): boolean {
  if (text.length !== prefix.length + RANDOM_LENGTH + CHECKSUM_LENGTH || !text.startsWith(prefix)) return false
  const body = text.slice(0, -CHECKSUM_LENGTH)
  return checksum(body) === text.slice(-CHECKSUM_LENGTH)
}

/** What may be shown of a secret: its first characters and its last four. */
export function secretLabel(secret: string): { prefix: string; last4: string } {
  return { prefix: secret.slice(0, secret.indexOf('_') + 5), last4: secret.slice(-4) }
}

function checksum(text: string): string {
  let value = crc32(text)
  let out = ''
  for (let i = 0; i < CHECKSUM_LENGTH; i++) {
    out = ALPHABET[value % 62] + out
    value = Math.floor(value / 62)
  }
  return out
}
