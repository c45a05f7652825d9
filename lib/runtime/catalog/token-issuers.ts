/** Trusted issuers as the database keeps them; their rules are one document. */

import { type TokenAlgorithm, type TokenIssuer, tokenAlgorithms } from '@/lib/policy/tokens/token-issuer'
import type { IssuerRow } from '@/lib/runtime/catalog/rows'

type Rules = Partial<Pick<TokenIssuer, 'requiredClaims' | 'callers' | 'modelRules'>>

export function issuersOf(rows: Iterable<IssuerRow>): Map<string, TokenIssuer> {
  return new Map([...rows].map((row) => [row.issuer, issuerOf(row)]))
}

function issuerOf(row: IssuerRow): TokenIssuer {
  const { requiredClaims = [], callers = [], modelRules = [] } = (row.rules ?? {}) as Rules
  return {
    id: row.id,
    name: row.name,
    issuer: row.issuer,
    keysUrl: row.keys_url,
    audiences: row.audiences,
    algorithms: row.algorithms.filter((one): one is TokenAlgorithm => (tokenAlgorithms as readonly string[]).includes(one)),
    clientIds: row.client_ids,
    requiredClaims,
    callers,
    modelRules,
    userClaim: row.user_claim,
    clockSkewMs: row.clock_skew_s * 1000,
  }
}
