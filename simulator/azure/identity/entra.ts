/**
 * Microsoft Entra ID as far as machines speak to it: discovery, keys, the token endpoint for client credentials and federated
 * tokens, and the two managed identity endpoints (of virtual machines and of App Service). Paths and fields are those of
 * learn.microsoft.com/entra/identity-platform and /entra/identity/managed-identities-azure-resources/how-to-use-vm-token.
 */
import { makeSigningKey, publicForm, type SigningKey, signToken } from './signing-keys'

export const simulatedTenantId = '5f2b7c3e-0000-4000-8000-00000000aad0'

export type SimulatedApp = { clientId: string; secret: string; roles?: string[] }

export type EntraRequest = {
  method: string
  path: string
  query: URLSearchParams
  header(name: string): string | undefined
  /** Of a form; empty otherwise. */
  form: URLSearchParams
  /** Where it was reached, without a slash at the end. */
  origin: string
}

export type EntraAnswer = { status: number; body: object; headers?: Record<string, string> }

export type Entra = {
  /** Null for a path that is none of its own. */
  answer(request: EntraRequest): EntraAnswer | null
  issuer(origin: string): string
  /** A token such as a person or an application brings; whatever is given stands in it. */
  issue(origin: string, claims?: object, key?: SigningKey): string
  /** Signs with a new key from now on. `keepsOld`: the former one is still published. */
  rotate(keepsOld: boolean, alg?: SigningKey['alg']): SigningKey
  /** While false it answers everything with 503. */
  isUp: boolean
  /** How often keys, and tokens, were asked for. */
  asked: { keys: number; tokens: number; managed: number }
  /** What managed identities are good for, in seconds. */
  expiresInS: number
  /** Does a token of ours hold, and for whom is it? */
  isIssued(token: string, audience: string): boolean
}

export function createEntra(apps: readonly SimulatedApp[] = []): Entra {
  let serial = 1
  let keys: SigningKey[] = [makeSigningKey('key-1')]
  const issued = new Map<string, string>()
  const issuerAt = (origin: string) => `${origin}/${simulatedTenantId}/v2.0`

  const entra: Entra = {
    isUp: true,
    expiresInS: 3_600,
    asked: { keys: 0, tokens: 0, managed: 0 },
    issuer: issuerAt,
    issue(origin, claims = {}, key = current()) {
      const now = Math.floor(Date.now() / 1000)
      const usual = { iss: issuerAt(origin), iat: now, nbf: now, exp: now + 3_600, tid: simulatedTenantId, ver: '2.0' }
      return signToken(key, { ...usual, ...claims })
    },
    rotate(keepsOld, alg) {
      serial++
      const next = makeSigningKey(`key-${serial}`, alg)
      keys = keepsOld ? [next, ...keys] : [next]
      return next
    },
    isIssued: (token, audience) => issued.get(token) === audience,
    answer(request) {
      // Microsoft's library writes a slash after the path of a machine's endpoint.
      const path = request.path.replace(/\/$/, '')
      const isOurs =
        path.startsWith(`/${simulatedTenantId}/`) || path === '/metadata/identity/oauth2/token' || path === '/msi/token'
      if (!isOurs) return null
      if (!entra.isUp) return { status: 503, body: { error: 'temporarily_unavailable' } }
      if (path === `/${simulatedTenantId}/v2.0/.well-known/openid-configuration`) return discovery(request.origin)
      if (path === `/${simulatedTenantId}/discovery/v2.0/keys`) {
        entra.asked.keys++
        return { status: 200, body: { keys: keys.map(publicForm) } }
      }
      if (path === `/${simulatedTenantId}/oauth2/v2.0/token`) return token(request)
      if (path === '/metadata/identity/oauth2/token') return managedOfMachine(request)
      if (path === '/msi/token') return managedOfAppService(request)
      return { status: 404, body: { error: 'not_found' } }
    },
  }
  return entra

  function current(): SigningKey {
    const [key] = keys
    if (!key) throw new Error('no signing key')
    return key
  }

  function discovery(origin: string): EntraAnswer {
    const base = `${origin}/${simulatedTenantId}`
    return {
      status: 200,
      body: {
        issuer: issuerAt(origin),
        jwks_uri: `${base}/discovery/v2.0/keys`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        response_types_supported: ['code', 'id_token'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
      },
    }
  }

  function token({ form, origin }: EntraRequest): EntraAnswer {
    entra.asked.tokens++
    if (form.get('grant_type') !== 'client_credentials') return oauthError('unsupported_grant_type', 'AADSTS70003')
    const app = apps.find(({ clientId }) => clientId === form.get('client_id'))
    if (!app) return oauthError('unauthorized_client', 'AADSTS700016: the application was not found')
    const isFederated = form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
    const isProven = isFederated
      ? (form.get('client_assertion') ?? '').split('.').length === 3
      : form.get('client_secret') === app.secret
    if (!isProven) return oauthError('invalid_client', 'AADSTS7000215: invalid client secret provided')
    const audience = (form.get('scope') ?? '').replace(/\/\.default$/, '')
    const access = give(origin, audience, { azp: app.clientId, appid: app.clientId, sub: app.clientId, roles: app.roles ?? [] })
    return { status: 200, body: { token_type: 'Bearer', expires_in: entra.expiresInS, access_token: access } }
  }

  function managedOfMachine(request: EntraRequest): EntraAnswer {
    if (request.header('metadata') !== 'true') return { status: 400, body: { error: 'invalid_request' } }
    return managed(request)
  }

  function managedOfAppService(request: EntraRequest): EntraAnswer {
    if (!request.header('x-identity-header')) return { status: 401, body: { error: 'unauthorized' } }
    return managed(request)
  }

  function managed({ query, origin }: EntraRequest): EntraAnswer {
    entra.asked.managed++
    const resource = (query.get('resource') ?? '').replace(/\/+$/, '')
    if (resource === '') return { status: 400, body: { error: 'invalid_resource' } }
    const id = query.get('client_id') ?? 'system-assigned'
    const access = give(origin, resource, { sub: id, appid: id, xms_mirid: '/subscriptions/simulated' })
    const expiresOn = Math.floor(Date.now() / 1000) + entra.expiresInS
    return {
      status: 200,
      body: {
        access_token: access,
        client_id: id,
        expires_in: String(entra.expiresInS),
        expires_on: String(expiresOn),
        resource,
        token_type: 'Bearer',
      },
    }
  }

  function give(origin: string, audience: string, claims: object): string {
    const exp = Math.floor(Date.now() / 1000) + entra.expiresInS
    const access = entra.issue(origin, { aud: audience, exp, uti: crypto.randomUUID(), ...claims })
    issued.set(access, audience)
    return access
  }
}

function oauthError(error: string, description: string): EntraAnswer {
  return { status: error === 'invalid_client' ? 401 : 400, body: { error, error_description: description } }
}
