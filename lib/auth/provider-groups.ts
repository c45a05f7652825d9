/** Which groups a provider says somebody is in. Not knowing is never the same as none. */
import { askJson, discover } from '@/lib/auth/ask-provider'
import type { Claims } from '@/lib/auth/openid-providers'
import type { OpenIdProvider } from '@/lib/control/settings/sign-in-settings'

const GRAPH_MEMBER_OBJECTS = 'https://graph.microsoft.com/v1.0/me/getMemberObjects'

/**
 * unknown: nobody could be asked, for now · gone: the provider vouches for this person no more · untold: it does, and says nothing of
 * groups here, as many do that list them in the token of a sign-in only.
 */
export type Groups = { known: string[] } | 'unknown' | 'gone' | 'untold'

/** By the claims of a sign-in; Entra ID is asked where they are too many to be listed. */
export async function groupsAtSignIn(provider: OpenIdProvider, claims: Claims, accessToken: string | null): Promise<Groups> {
  if (hasOverage(provider, claims)) return accessToken === null ? 'unknown' : askGraph(provider, accessToken)
  return { known: listed(claims[provider.groups?.claim ?? '']) }
}

/** As they are now, with the token of the sign-in. */
export async function groupsNow(provider: OpenIdProvider, accessToken: string, nowMs: number): Promise<Groups> {
  if (provider.kind === 'entra') return askGraph(provider, accessToken)
  const { userinfo_endpoint: url } = await discover(provider.issuer, nowMs)
  if (!url) return 'unknown'
  const { status, body } = await askJson(url, { headers: { authorization: `Bearer ${accessToken}` } })
  if (status === 401 || status === 403) return 'gone'
  if (status !== 200) return 'unknown'
  if (hasOverage(provider, body)) return 'unknown'
  const claim = body[provider.groups?.claim ?? '']
  return claim === undefined ? 'untold' : { known: listed(claim) }
}

/** Beyond some two hundred groups the token names only where to ask. */
function hasOverage({ groups }: OpenIdProvider, claims: Claims): boolean {
  const names = claims._claim_names
  const isElsewhere = typeof names === 'object' && names !== null && Object.hasOwn(names, groups?.claim ?? '')
  return isElsewhere || claims.hasgroups === true || claims.hasgroups === 'true'
}

async function askGraph({ groups }: OpenIdProvider, accessToken: string): Promise<Groups> {
  const { status, body } = await askJson(groups?.overageUrl ?? GRAPH_MEMBER_OBJECTS, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ securityEnabledOnly: false }),
  })
  if (status === 401) return 'gone'
  return status === 200 && Array.isArray(body.value) ? { known: listed(body.value) } : 'unknown'
}

function listed(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
