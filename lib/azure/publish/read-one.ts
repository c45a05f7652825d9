/** One entity as it is right now, with the etag by which it may be written. */
import { statusOf } from '@/lib/azure/apim/azure-fault'
import type { Apim } from '@/lib/azure/apim/open-apim'
import type { Body, PublishKind } from '@/lib/azure/publish/entity'
import * as read from '@/lib/azure/publish/read-actual'
import { apiOf, backendOf, operationOf, productOf, subscriptionOf } from '@/lib/azure/read/to-estate'

/** `body` is null where it is not there; of a product's policy, where nothing in the document is ours. */
export type Found = {
  body: Body | null
  etag: string | null
  /** Of a product's policy, the whole document: keep it nowhere. */
  document: string | null
}

const NOTHING: Found = { body: null, etag: null, document: null }

/** A link has no etag: it is there, or it is not. */
export async function readOne(apim: Apim, kind: PublishKind, name: string): Promise<Found> {
  if (kind === 'productPolicies') {
    const found = await read.findDocument(apim, name)
    return found ? { body: read.policyBody(found.value), etag: found.etag, document: found.value } : NOTHING
  }
  try {
    const { body, etag } = await readers[kind](apim, name)
    return { body, etag: etag ?? null, document: null }
  } catch (error) {
    if (statusOf(error) === 404) return NOTHING
    throw error
  }
}

type Reader = (apim: Apim, name: string) => Promise<{ body: Body; etag?: string }>

const readers: Record<Exclude<PublishKind, 'productPolicies'>, Reader> = {
  backends: readBackend,
  pools: readBackend,
  policyFragments: async ({ sdk, group, service }, name) => {
    const raw = await sdk.policyFragment.get(group, service, name)
    return { body: read.fragmentBody(raw), etag: raw.eTag }
  },
  apis: async ({ sdk, group, service }, name) => {
    const raw = await sdk.api.get(group, service, name)
    return { body: read.apiBody(apiOf(raw)), etag: raw.eTag }
  },
  apiOperations: async ({ sdk, group, service }, name) => {
    const [api = '', operation = ''] = name.split('/')
    const raw = await sdk.apiOperation.get(group, service, api, operation)
    return { body: read.operationBody(operationOf(raw)), etag: raw.eTag }
  },
  products: async ({ sdk, group, service }, name) => {
    const raw = await sdk.product.get(group, service, name)
    return { body: read.productBody(productOf(raw)), etag: raw.eTag }
  },
  productApis: async ({ sdk, group, service }, name) => {
    const [product = '', api = ''] = name.split('/')
    await sdk.productApi.checkEntityExists(group, service, product, api)
    return { body: {} }
  },
  subscriptions: async ({ sdk, group, service }, name) => {
    const raw = await sdk.subscription.get(group, service, name)
    return { body: read.subscriptionBody(subscriptionOf(raw)), etag: raw.eTag }
  },
}

/** A backend that was made a pool meanwhile, or the other way round, differs in its fields. */
async function readBackend({ sdk, group, service }: Apim, name: string) {
  const raw = await sdk.backend.get(group, service, name)
  const one = backendOf(raw)
  return { body: one.pool ? read.poolBody(one) : read.backendBody(one), etag: raw.eTag }
}
