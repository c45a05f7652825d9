import { z } from 'zod'
import { azureClouds, azureCredentialKinds, azureEstateKinds, azureReadStates } from '@/lib/contracts/azure-words'
import { count, idOf, instant, nameText, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

const guid = z.guid('must be a GUID such as 00000000-0000-0000-0000-000000000000')
const resourceGroup = z
  .string()
  .trim()
  .regex(/^[\w().-]{1,90}$/, 'must be the name of a resource group')
const serviceName = z
  .string()
  .trim()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,49}$/, 'must be the name of an API Management instance')
const address = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).max(300)

/** How the console says who it is. The client secret goes in and never comes out. */
export const azureCredentialIn = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('service-principal'),
    directoryId: guid,
    clientId: guid,
    clientSecret: z.string().trim().min(1, 'must not be empty').max(400),
  }),
  z.strictObject({ kind: z.literal('managed-identity'), clientId: guid.nullish() }),
  z.strictObject({ kind: z.literal('azure-cli'), directoryId: guid.nullish() }),
])

/** Where Azure is: one of its clouds, or addresses of one's own. */
const place = {
  cloud: z.enum(azureClouds),
  managementUrl: address.nullish(),
  authorityUrl: address.nullish(),
}

export const azureRead = z
  .object({
    id: idOf('azureRead'),
    instanceId: idOf('azureInstance'),
    state: z.enum(azureReadStates),
    /** What it is reading, in words. */
    step: z.string(),
    done: count,
    total: count,
    requests: count,
    waitedMs: count,
    error: z.string().nullable(),
    startedAt: instant,
    endedAt: instant.nullable(),
    counts: z.record(z.string(), count).nullable(),
  })
  .meta({ id: 'AzureRead' })

export const azureInstance = z
  .object({
    id: idOf('azureInstance'),
    name: z.string(),
    cloud: z.enum(azureClouds),
    managementUrl: z.string().nullable(),
    authorityUrl: z.string().nullable(),
    subscriptionId: z.string(),
    resourceGroup: z.string(),
    serviceName: z.string(),
    credential: z.object({
      kind: z.enum(azureCredentialKinds),
      directoryId: z.string().nullable(),
      clientId: z.string().nullable(),
      setAt: instant.nullable(),
    }),
    publishApis: z.array(z.string()),
    lastRead: azureRead.nullable(),
    driftCheckedAt: instant.nullable(),
    driftCount: count.nullable(),
    version,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'AzureInstance' })

export const azureInstanceCreate = z
  .strictObject({
    name: nameText,
    ...place,
    cloud: place.cloud.default('public'),
    subscriptionId: guid,
    resourceGroup,
    serviceName,
    credential: azureCredentialIn,
  })
  .refine(namesItsAddresses, {
    path: ['managementUrl'],
    error: 'is needed, with the address of sign-in, where the cloud is your own',
  })
  .meta({ id: 'AzureInstanceCreate' })

/** Another address clears the client secret, unless a new credential comes with it. */
export const azureInstanceUpdate = z
  .strictObject({
    name: nameText.optional(),
    managementUrl: address.nullish(),
    authorityUrl: address.nullish(),
    resourceGroup: resourceGroup.optional(),
    serviceName: serviceName.optional(),
    credential: azureCredentialIn.optional(),
    publishApis: z.array(z.string().min(1).max(256)).max(200).optional(),
  })
  .meta({ id: 'AzureInstanceUpdate' })

export const azureTest = z
  .object({
    ok: z.boolean(),
    message: z.string(),
    serviceName: z.string().nullable(),
    sku: z.string().nullable(),
    gatewayUrl: z.string().nullable(),
    canRead: z.boolean(),
    canPublish: z.boolean(),
    missing: z.array(z.object({ action: z.string(), needed: z.enum(['read', 'keys', 'publish']) })),
    latencyMs: count,
  })
  .meta({ id: 'AzureTest' })

export const azureInstanceList = listQuery
export const azureInstancePage = pageOf(azureInstance, 'AzureInstancePage')
export const azureReadList = listQuery
export const azureReadPage = pageOf(azureRead, 'AzureReadPage')

/** One row of what was read, in the words of its kind. */
export const azureEntity = z
  .object({ name: z.string(), displayName: z.string(), facts: z.record(z.string(), z.string()), xml: z.string().nullable() })
  .meta({ id: 'AzureEntity' })

export const azureEntityList = listQuery.extend({ kind: z.enum(azureEstateKinds).default('apis') })
export const azureEntityPage = pageOf(azureEntity, 'AzureEntityPage')

export type AzureInstance = z.output<typeof azureInstance>
export type AzureInstanceCreate = z.input<typeof azureInstanceCreate>
export type AzureInstanceUpdate = z.input<typeof azureInstanceUpdate>
export type AzureTest = z.output<typeof azureTest>
export type AzureRead = z.output<typeof azureRead>
export type AzureEntity = z.output<typeof azureEntity>

type Place = { cloud: string; managementUrl?: string | null; authorityUrl?: string | null }

function namesItsAddresses({ cloud, managementUrl, authorityUrl }: Place): boolean {
  return cloud !== 'custom' || Boolean(managementUrl && authorityUrl)
}
