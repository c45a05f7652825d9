/** Checks the signature of a token with its issuer's keys; the library is loaded with the first token. */
import type { GatewayPorts, TokenCheck } from '@/lib/gateway/ports'
import type { IssuerKeys, PublicKey } from '@/lib/runtime/tokens/issuer-keys'

/** Of keys without a name, so many are tried. */
const MOST_TRIED = 10

export function createTokenVerifier(keys: IssuerKeys): GatewayPorts['verifyToken'] {
  return async (token, issuer) => {
    const { compactVerify, decodeProtectedHeader, importJWK } = await import('jose')
    let header: { alg?: string; kid?: string }
    try {
      header = decodeProtectedHeader(token)
    } catch {
      return bad('The token cannot be read.')
    }
    const { alg, kid } = header
    // Pinned by the issuer's own settings: what a token says of itself decides nothing.
    if (alg === undefined || !(issuer.algorithms as readonly string[]).includes(alg))
      return bad('The token is signed in a way its issuer is not trusted for.')
    let known: readonly PublicKey[]
    try {
      known = await keys.keysFor(issuer, kid)
    } catch (cause) {
      return { kind: 'unavailable', cause }
    }
    const fitting = known.filter((key) => fits(key, alg, kid)).slice(0, MOST_TRIED)
    if (fitting.length === 0) return bad('The token is signed with a key its issuer does not publish.')
    for (const key of fitting) {
      try {
        const { payload } = await compactVerify(token, await importJWK(key, alg), { algorithms: [...issuer.algorithms] })
        const claims: unknown = JSON.parse(Buffer.from(payload).toString('utf8'))
        if (typeof claims === 'object' && claims !== null && !Array.isArray(claims))
          return { kind: 'good', claims: claims as Record<string, unknown> }
      } catch {
        // Another key may be the one.
      }
    }
    return bad('The signature of the token does not hold.')
  }
}

function fits(key: PublicKey, alg: string, kid: string | undefined): boolean {
  if (kid !== undefined && key.kid !== kid) return false
  if (key.alg !== undefined && key.alg !== alg) return false
  return key.kty === (alg.startsWith('ES') ? 'EC' : 'RSA')
}

function bad(reason: string): TokenCheck {
  return { kind: 'bad', reason }
}
