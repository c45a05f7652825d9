import { z } from 'zod'
import { parseSecretUri } from '@/lib/base/secret-uri'
import { providers } from '@/lib/contracts/enumerations'
import { count, idOf, instant, modelName, nameText, region, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const credentialKinds = ['none', 'api-key', 'managed-identity', 'key-vault', 'service-account', 'aws-access-key'] as const

const baseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  .max(500)
  .refine(isPlainUrl, 'must have no user name, password, query or fragment')

const apiVersion = z.string().regex(/^[A-Za-z0-9.-]{1,40}$/, 'must be a version such as 2025-01-01-preview')

const deployment = z.strictObject({ model: modelName, name: z.string().trim().min(1, 'must not be empty').max(120) })
const deployments = z
  .array(deployment)
  .max(500)
  .refine((list) => new Set(list.map((d) => d.model)).size === list.length, 'names a model twice')

/** Of a user-assigned identity its client ID; `resource`: what its tokens are for, where that is not Azure's models. */
export const identityFields = {
  clientId: z.guid('must be a client ID such as 00000000-0000-4000-8000-000000000000').nullish(),
  resource: z
    .url({ protocol: /^https$/, error: 'must be an https address' })
    .max(300)
    .nullish(),
}

/** Plain http is for vaults on loopback, where that is allowed. */
export const secretUri = z
  .string()
  .trim()
  .max(500)
  .refine(
    (uri) => parseSecretUri(uri) !== null,
    'must be the address of a secret: https://my-vault.vault.azure.net/secrets/my-secret',
  )

/** Write-only: what comes back says its kind and when it was set. */
export const credentialIn = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('api-key'), value: z.string().trim().min(1, 'must not be empty').max(4000) }),
  z.strictObject({
    kind: z.literal('service-account'),
    json: z.string().trim().max(8000).refine(isServiceAccount, 'must be the JSON key file of a service account'),
  }),
  z.strictObject({
    kind: z.literal('aws-access-key'),
    accessKeyId: z
      .string()
      .trim()
      .regex(/^\w{8,128}$/, 'must be an access key id'),
    secretAccessKey: z.string().trim().min(1, 'must not be empty').max(1000),
    sessionToken: z.string().trim().max(4000).nullish(),
    region: z
      .string()
      .regex(/^[a-z0-9-]{2,32}$/, 'must be a region such as eu-central-1')
      .nullish(),
  }),
  z.strictObject({ kind: z.literal('managed-identity'), ...identityFields }),
  z.strictObject({ kind: z.literal('key-vault'), uri: secretUri }),
])

export const backend = z
  .object({
    id: idOf('backend'),
    name: z.string(),
    provider: z.string(),
    baseUrl: z.string(),
    region: z.string().nullable(),
    apiVersion: z.string().nullable(),
    credential: z.object({
      kind: z.enum(credentialKinds),
      setAt: instant.nullable(),
      /** Of a Key Vault reference; what is kept there is never shown. */
      uri: z.string().nullable(),
      /** Of a user-assigned managed identity. */
      clientId: z.string().nullable(),
    }),
    deployments: z.array(z.object({ model: z.string(), name: z.string() })),
    drainOnHangUp: z.boolean().nullable(),
    pools: z.array(z.object({ id: idOf('pool'), name: z.string() })),
    version,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Backend' })

export const backendCreate = z
  .strictObject({
    name: nameText,
    provider: z.enum(providers),
    baseUrl,
    region: region.nullish(),
    apiVersion: apiVersion.nullish(),
    credential: credentialIn.default({ kind: 'none' }),
    deployments: deployments.default([]),
    drainOnHangUp: z.boolean().nullish(),
  })
  .meta({ id: 'BackendCreate' })

/** A new scheme, host or port clears the credential, unless a new one comes with it. */
export const backendUpdate = z
  .strictObject({
    name: nameText.optional(),
    provider: z.enum(providers).optional(),
    baseUrl: baseUrl.optional(),
    region: region.nullish(),
    apiVersion: apiVersion.nullish(),
    credential: credentialIn.optional(),
    deployments: deployments.optional(),
    drainOnHangUp: z.boolean().nullish(),
  })
  .meta({ id: 'BackendUpdate' })

export const backendProbe = z
  .object({ ok: z.boolean(), status: z.int().nullable(), latencyMs: count, message: z.string() })
  .meta({ id: 'BackendProbe' })

export const backendList = listQuery.extend({ provider: z.enum(providers).optional(), region: region.optional() })
export const backendPage = pageOf(backend, 'BackendPage')

export type Backend = z.output<typeof backend>
export type BackendCreate = z.input<typeof backendCreate>
export type BackendUpdate = z.input<typeof backendUpdate>
export type BackendProbe = z.output<typeof backendProbe>

/** Of a key file what a token is asked with; where tokens are asked for is never taken from it. */
function isServiceAccount(text: string): boolean {
  try {
    const file: unknown = JSON.parse(text)
    if (typeof file !== 'object' || file === null) return false
    const { client_email: email, private_key: key } = file as { client_email?: unknown; private_key?: unknown }
    return typeof email === 'string' && typeof key === 'string' && key.includes('PRIVATE KEY')
  } catch {
    return false
  }
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return !url.username && !url.password && !url.search && !url.hash
}
