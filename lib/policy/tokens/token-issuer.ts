/** Who may vouch for callers by signed tokens, and what the gateway does with what they say. */

/** Only signatures nobody but the issuer can make: never `none`, never a shared secret. */
export const tokenAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const
export type TokenAlgorithm = (typeof tokenAlgorithms)[number]

/** Of the values any must be there, or all of them. */
export type RequiredClaim = { claim: string; values: readonly string[]; match: 'any' | 'all' }

/** Which subscription a caller uses: the one of the first rule that fits. Without a claim it fits every caller. */
export type CallerRule = { claim: string | null; value: string; subscriptionId: string }

/** Where there are such rules, a caller may use the models of those that fit, and no others. */
export type ModelRule = { claim: string; value: string; models: readonly string[] }

export type TokenIssuer = {
  id: string
  name: string
  /** As tokens name it in `iss`. */
  issuer: string
  /** Where its keys are; null: where its discovery document says. */
  keysUrl: string | null
  audiences: readonly string[]
  algorithms: readonly TokenAlgorithm[]
  /** Applications whose tokens are taken (`azp`, or `appid`, or `client_id`); none: any. */
  clientIds: readonly string[]
  requiredClaims: readonly RequiredClaim[]
  callers: readonly CallerRule[]
  modelRules: readonly ModelRule[]
  /** Which claim says who the user is. */
  userClaim: string
  clockSkewMs: number
}
