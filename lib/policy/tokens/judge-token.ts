/** What a token whose signature holds allows: pure, so that the console can say beforehand what the gateway would. */
import { type Claims, claimValues } from '@/lib/policy/tokens/claims'
import type { TokenIssuer } from '@/lib/policy/tokens/token-issuer'

/** `invalid`: nobody may use it. `not-allowed`: good, and not for this. */
export type TokenDenial = { kind: 'invalid' | 'not-allowed'; reason: string }

/** Why a token is not taken at an instant; null where it is. */
export function denialOfToken(issuer: TokenIssuer, claims: Claims, nowMs: number): TokenDenial | null {
  const { exp, nbf } = claims
  if (claims.iss !== issuer.issuer) return invalid('The token was issued by somebody else.')
  if (typeof exp !== 'number') return invalid('The token does not say when it ends (exp).')
  if (nowMs >= exp * 1000 + issuer.clockSkewMs) return invalid('The token has expired. Ask its issuer for a new one.')
  if (nbf !== undefined && typeof nbf !== 'number') return invalid('The token’s nbf is no time.')
  if (typeof nbf === 'number' && nowMs < nbf * 1000 - issuer.clockSkewMs) return invalid('The token is not valid yet (nbf).')
  const audiences = claimValues(claims, 'aud')
  if (!audiences.some((one) => issuer.audiences.includes(one))) return invalid('The token is meant for somebody else (aud).')
  if (userOf(issuer, claims) === null) return invalid(`The token does not say whose it is (${issuer.userClaim}).`)
  if (issuer.clientIds.length > 0 && !issuer.clientIds.includes(clientOf(claims) ?? ''))
    return notAllowed('The application this token was issued to may not call here (azp, appid).')
  for (const { claim, values, match } of issuer.requiredClaims) {
    const given = claimValues(claims, claim)
    const fits = match === 'all' ? values.every((value) => given.includes(value)) : values.some((value) => given.includes(value))
    if (!fits) return notAllowed(`The token lacks what is asked of the claim '${claim}'.`)
  }
  return null
}

/** Who the token says is calling. */
export function userOf({ userClaim }: TokenIssuer, claims: Claims): string | null {
  return claimValues(claims, userClaim)[0] ?? null
}

/** The application a token was issued to: `azp` in today's tokens, `appid` in Entra ID's older ones. */
export function clientOf(claims: Claims): string | null {
  for (const name of ['azp', 'appid', 'client_id', 'cid']) {
    const [value] = claimValues(claims, name)
    if (value !== undefined) return value
  }
  return null
}

/** The subscriptions a caller may use, in the order of the rules. */
export function subscriptionsOf({ callers }: TokenIssuer, claims: Claims): string[] {
  const ids = callers.filter(({ claim, value }) => claim === null || claimValues(claims, claim).includes(value))
  return [...new Set(ids.map(({ subscriptionId }) => subscriptionId))]
}

/** The models a caller may use; null where claims do not decide that. */
export function modelsOf({ modelRules }: TokenIssuer, claims: Claims): ReadonlySet<string> | null {
  if (modelRules.length === 0) return null
  const fitting = modelRules.filter(({ claim, value }) => claimValues(claims, claim).includes(value))
  return new Set(fitting.flatMap(({ models }) => models))
}

function invalid(reason: string): TokenDenial {
  return { kind: 'invalid', reason }
}

function notAllowed(reason: string): TokenDenial {
  return { kind: 'not-allowed', reason }
}
