/** Settings that the environment may make. */
import type { Env } from '@/lib/base/env'
import type { ProviderPort, RetentionPort } from '@/lib/control/control-ports'

const LOOPBACK = ['127.0.0.0/8', '::1/128']

/** Networks backends may lie in, beside public addresses. */
export function allowedNetworksOf({ ALLOWED_PRIVATE_BACKENDS, NODE_ENV }: Env, allowLoopback: boolean): string[] {
  return [...ALLOWED_PRIVATE_BACKENDS, ...(allowLoopback || NODE_ENV === 'development' ? LOOPBACK : [])]
}

/** The origin people reach the console under. */
export function publicUrlOf({ PUBLIC_URL, PORT }: Env): string {
  return PUBLIC_URL ?? `http://localhost:${PORT}`
}

export function retentionOf({ LEDGER_KEEP_MONTHS, TRACES_KEEP_MONTHS, LEDGER_EXPIRED }: Env): RetentionPort {
  return { keepRecordMonths: LEDGER_KEEP_MONTHS, keepTraceMonths: TRACES_KEEP_MONTHS, expired: LEDGER_EXPIRED }
}

/** The OpenID providers it names: Entra ID by its directory, any other by its issuer. */
export function providersOf(env: Env): ProviderPort[] {
  const linksByEmail = env.SIGN_IN_LINKS_BY_EMAIL
  const entra = env.ENTRA_TENANT_ID &&
    env.ENTRA_CLIENT_ID && {
      id: 'entra',
      name: 'Microsoft',
      kind: 'entra' as const,
      issuer: `https://login.microsoftonline.com/${env.ENTRA_TENANT_ID}/v2.0`,
      clientId: env.ENTRA_CLIENT_ID,
      clientSecret: env.ENTRA_CLIENT_SECRET ?? null,
      linksByEmail,
    }
  const oidc = env.OIDC_ISSUER &&
    env.OIDC_CLIENT_ID && {
      id: 'oidc',
      name: env.OIDC_NAME,
      kind: 'oidc' as const,
      issuer: env.OIDC_ISSUER,
      clientId: env.OIDC_CLIENT_ID,
      clientSecret: env.OIDC_CLIENT_SECRET ?? null,
      linksByEmail,
    }
  return [entra, oidc].filter((one) => typeof one === 'object')
}
