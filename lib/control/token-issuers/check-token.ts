/** What the gateway would make of a token, in words. The token itself is looked at and kept nowhere. */
import { toPublicId } from '@/lib/base/ids'
import { type TokenChecked, tokenCheck, tokenChecked } from '@/lib/contracts/token-issuer'
import type { Context } from '@/lib/control/context'
import { query } from '@/lib/control/operation'
import { tokenIssuersPort } from '@/lib/control/token-issuers/issuer-queries'
import { type IssuerRow, policyIssuerOf, rulesOf } from '@/lib/control/token-issuers/issuer-view'
import { type Claims, claimValues } from '@/lib/policy/tokens/claims'
import { clientOf, denialOfToken, modelsOf, subscriptionsOf, userOf } from '@/lib/policy/tokens/judge-token'

export const checkToken = query('issuers.check', { in: tokenCheck, out: tokenChecked }, async (context, { token }) => {
  const claims = claimsOf(token)
  if (!claims) return { ...nothing, message: 'This is no JSON web token.' }
  const [issuer = null] = claimValues(claims, 'iss')
  const row = issuer === null ? null : await context.db.tokenIssuer.findUnique({ where: { issuer } })
  const said = {
    ...nothing,
    issuer,
    audiences: [...claimValues(claims, 'aud')],
    expiresAt: endOf(claims),
    clientId: clientOf(claims),
  }
  if (!row)
    return { ...said, claims: namesOf(claims, null), message: `Nobody trusts its issuer here${issuer ? `: ${issuer}` : ''}.` }
  const known = { ...said, issuerName: row.name, user: userOf(policyIssuerOf(row), claims), claims: namesOf(claims, row) }
  if (!row.isEnabled) return { ...known, message: `'${row.name}' is switched off: its tokens are refused.` }
  const rules = policyIssuerOf(row)
  const check = await tokenIssuersPort(context).verify(token, rules)
  if (check.kind === 'bad') return { ...known, message: check.reason }
  if (check.kind === 'unavailable') return { ...known, message: 'The keys of its issuer cannot be had now.' }
  const denial = denialOfToken(rules, check.claims, context.now.getTime())
  if (denial) return { ...known, message: `${denial.reason}${tooManyGroups(check.claims)}` }
  const subscriptions = await named(context, subscriptionsOf(rules, check.claims))
  const usable = subscriptions.filter(({ accepts }) => accepts !== 'key')
  const models = modelsOf(rules, check.claims)
  return {
    ...known,
    accepted: usable.length > 0,
    subscriptions,
    models: models && [...models],
    message:
      usable.length === 0
        ? `The token is good, but no rule gives its caller a subscription that takes tokens.${tooManyGroups(check.claims)}`
        : `The token is good: its caller uses ${usable[0]?.name}.`,
  }
})

const nothing: TokenChecked = {
  accepted: false,
  message: '',
  issuer: null,
  issuerName: null,
  user: null,
  clientId: null,
  audiences: [],
  expiresAt: null,
  subscriptions: [],
  models: null,
  claims: [],
}

function claimsOf(token: string): Claims | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims) ? (claims as Claims) : null
  } catch {
    return null
  }
}

/** Of a member of very many groups Entra ID lists none, but says where they could be asked for: no gateway asks at every call. */
function tooManyGroups({ groups, hasgroups, _claim_names: elsewhere }: Claims): string {
  const isElsewhere = hasgroups === true || (typeof elsewhere === 'object' && elsewhere !== null && 'groups' in elsewhere)
  return groups === undefined && isElsewhere
    ? ' It names none of its groups, for there are too many: give it app roles, or only the groups assigned to the application.'
    : ''
}

function endOf({ exp }: Claims): string | null {
  return typeof exp === 'number' && Math.abs(exp) < 8e12 ? new Date(exp * 1000).toISOString() : null
}

/** What the token says beside the usual: values only where a rule looks at them. */
function namesOf(claims: Claims, row: IssuerRow | null): TokenChecked['claims'] {
  const rules = row && rulesOf(row)
  const looked = new Set(rules ? [...rules.requiredClaims, ...rules.callers, ...rules.modelRules].map(({ claim }) => claim) : [])
  const names = new Set([...Object.keys(claims), ...looked].filter((name) => name !== null))
  return [...names]
    .slice(0, 100)
    .map((name) => ({ name, values: looked.has(name) ? [...claimValues(claims, name)].slice(0, 50) : null }))
}

async function named({ db }: Context, ids: readonly string[]): Promise<TokenChecked['subscriptions']> {
  const rows = await db.subscription.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true, product: { select: { name: true, accepts: true } }, tenant: { select: { name: true } } },
  })
  return ids.flatMap((id) => {
    const row = rows.find((one) => one.id === id)
    if (!row) return []
    const { product, tenant } = row
    return [
      {
        id: toPublicId('subscription', id),
        name: row.name,
        productName: product.name,
        tenantName: tenant.name,
        accepts: product.accepts,
      },
    ]
  })
}
