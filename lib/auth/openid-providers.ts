/** The providers as next-auth wants them. What they say is believed because the id token is signed for this client, and fresh. */
import type { OAuthConfig } from 'next-auth/providers/oauth'
import type { OpenIdProvider } from '@/lib/control/settings/sign-in-settings'

export type Claims = Record<string, unknown>

export function openIdConfig({ id, name, issuer, clientId, clientSecret }: OpenIdProvider): OAuthConfig<Claims> {
  const base = issuer.replace(/\/$/, '')
  return {
    id,
    name,
    type: 'oauth',
    wellKnown: `${base}/.well-known/openid-configuration`,
    issuer: base,
    clientId,
    ...(clientSecret
      ? { clientSecret }
      : // A public client proves itself by PKCE alone.
        { client: { token_endpoint_auth_method: 'none' as const } }),
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    authorization: { params: { scope: 'openid profile email' } },
    profile: (claims) => ({ id: String(claims.sub), name: textOf(claims.name), email: emailOf(claims) }),
  }
}

/** The e-mail a provider vouches for; null where it says that it has not been proven. */
export function emailOf(claims: Claims): string | null {
  if (claims.email_verified === false || claims.email_verified === 'false') return null
  const email = textOf(claims.email) ?? textOf(claims.preferred_username)
  return email?.includes('@') ? email.toLowerCase() : null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value ? value : null
}
