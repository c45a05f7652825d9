/** A JSON web token as it comes, before anybody has looked at its signature: nothing in it is believed. */
import { asObject } from '@/lib/gateway/json'

/** Longer than any issuer makes them; Node takes 16 KiB of headers in all. */
const LONGEST = 16 * 1024

/** Three parts, the first of which begins as the base64url of `{"`. */
export function isTokenLike(secret: string): boolean {
  if (!secret.startsWith('eyJ') || secret.length > LONGEST) return false
  const first = secret.indexOf('.')
  const second = secret.indexOf('.', first + 1)
  return first !== -1 && second !== -1 && secret.indexOf('.', second + 1) === -1
}

/** The issuer a token names; null where it cannot be read. */
export function issuerOf(token: string): string | null {
  try {
    const claims = asObject(JSON.parse(Buffer.from(token.split('.', 2)[1] ?? '', 'base64url').toString('utf8')))
    return typeof claims?.iss === 'string' ? claims.iss : null
  } catch {
    return null
  }
}
