/** The providers as next-auth wants them. What they say is believed because the id token is signed for this client, and fresh. */
import type { OAuthConfig } from 'next-auth/providers/oauth'
import { guardedAgent } from '@/lib/auth/guarded-agent'
import type { OpenIdProvider } from '@/lib/control/settings/sign-in-settings'

export type Claims = Record<string, unknown>

export function openIdConfig({ id, name, kind, issuer, clientId, clientSecret, groups }: OpenIdProvider): OAuthConfig<Claims> {
  const base = issuer.replace(/\/$/, '')
  return {
    id,
    name,
    type: 'oauth',
    wellKnown: `${base}/.well-known/openid-configuration`,
    issuer: base,
    httpOptions: { agent: guardedAgent(new URL(base).protocol) },
    clientId,
    ...(clientSecret
      ? { clientSecret }
      : // A public client proves itself by PKCE alone.
        { client: { token_endpoint_auth_method: 'none' as const } }),
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    authorization: { params: { scope: scopeOf(kind, groups != null) } },
    profile: (claims) => ({ id: String(claims.sub), name: textOf(claims.name), email: emailOf(claims, kind) }),
  }
}

/** Where groups give roles, the provider is asked again later: for that it gives tokens that last. */
function scopeOf(kind: OpenIdProvider['kind'], hasGroups: boolean): string {
  if (!hasGroups) return 'openid profile email'
  return `openid profile email offline_access${kind === 'entra' ? ' User.Read' : ''}`
}

/**
 * The e-mail a provider says it has proven; null for any other. Entra ID lets a directory's admin write any e-mail, and says by
 * `xms_edov` that the directory owns its domain. A name such as `preferred_username` proves nothing.
 */
export function emailOf(claims: Claims, kind: OpenIdProvider['kind']): string | null {
  const isProven = claims.email_verified === true || (kind === 'entra' && isYes(claims.xms_edov))
  const email = textOf(claims.email)
  return isProven && email?.includes('@') ? email.toLowerCase() : null
}

/** Entra ID writes its claim in several ways. */
function isYes(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true'
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value ? value : null
}
