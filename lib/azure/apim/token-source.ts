/** Access tokens for Azure's management: kept until shortly before they end, one request for all who wait. */
import type { AzureAddresses } from '@/lib/azure/apim/clouds'
import { errorKind, sendPlain } from '@/lib/azure/apim/plain-http'
import { Fault } from '@/lib/base/faults'

export type AzureCredential =
  | { kind: 'service-principal'; directoryId: string; clientId: string; clientSecret: string }
  | { kind: 'managed-identity'; clientId: string | null }
  | { kind: 'azure-cli'; directoryId: string | null }

export type AzureToken = { token: string; endsAtMs: number }
export type TokenSource = () => Promise<AzureToken>

const EARLY_MS = 300_000

export function createTokenSource(credential: AzureCredential, at: AzureAddresses, now: () => number): TokenSource {
  let held: AzureToken | null = null
  let asked: Promise<AzureToken> | null = null
  return () => {
    if (held && held.endsAtMs - EARLY_MS > now()) return Promise.resolve(held)
    asked ??= askFor(credential, at, now)
      .then((token) => {
        held = token
        return token
      })
      .finally(() => {
        asked = null
      })
    return asked
  }
}

async function askFor(credential: AzureCredential, at: AzureAddresses, now: () => number): Promise<AzureToken> {
  const scope = `${at.managementUrl}/.default`
  if (credential.kind === 'service-principal') return askAuthority(credential, at, scope, now)
  const { AzureCliCredential, ManagedIdentityCredential } = await import('@azure/identity')
  const source =
    credential.kind === 'managed-identity'
      ? new ManagedIdentityCredential(credential.clientId ? { clientId: credential.clientId } : {})
      : new AzureCliCredential(credential.directoryId ? { tenantId: credential.directoryId } : {})
  try {
    const { token, expiresOnTimestamp } = await source.getToken(scope)
    return { token, endsAtMs: expiresOnTimestamp }
  } catch (cause) {
    const who = credential.kind === 'managed-identity' ? 'managed identity' : 'Azure CLI account'
    throw new Fault('azure.refused', {
      public: `This host has no ${who} that Azure gives a token to.`,
      internal: errorKind(cause),
    })
  }
}

/** The client credentials grant, by itself: it needs no library of twenty megabytes, and works at an authority of one's own. */
async function askAuthority(
  { directoryId, clientId, clientSecret }: Extract<AzureCredential, { kind: 'service-principal' }>,
  { authorityUrl }: AzureAddresses,
  scope: string,
  now: () => number,
): Promise<AzureToken> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope })
  const { status, text } = await sendPlain(new URL(`${authorityUrl}/${directoryId}/oauth2/v2.0/token`), {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  })
  const answer = parse(text)
  if (status === 200 && typeof answer.access_token === 'string')
    return { token: answer.access_token, endsAtMs: now() + Number(answer.expires_in ?? 0) * 1_000 }
  const [code] = /^AADSTS\d+/.exec(String(answer.error_description ?? '')) ?? [/^\w{1,60}$/.exec(String(answer.error))?.[0]]
  throw new Fault('azure.refused', {
    public: `Entra ID gave no token (${status}${code ? `, ${code}` : ''}). Check directory, client ID and client secret.`,
  })
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
