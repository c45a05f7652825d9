/** The keys a simulated issuer signs with: several at once while one follows another. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

export type SigningKey = { kid: string; alg: 'RS256' | 'ES256'; privateKey: KeyObject; publicKey: KeyObject }

export function makeSigningKey(kid: string, alg: SigningKey['alg'] = 'RS256'): SigningKey {
  const pair =
    alg === 'RS256' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid, alg, ...pair }
}

/** As the issuer's key document shows it. */
export function publicForm({ kid, alg, publicKey }: SigningKey): object {
  return { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' }
}

/** A JSON web token. `header` overrides what it says of itself, for those who lie. */
export function signToken({ kid, alg, privateKey }: SigningKey, claims: object, header: object = {}): string {
  const text = `${encoded({ typ: 'JWT', alg, kid, ...header })}.${encoded(claims)}`
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

export function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
