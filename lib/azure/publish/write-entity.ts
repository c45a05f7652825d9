/** One write to an instance: makes, changes or deletes an entity, if it is still as it was when somebody looked. */
import type { BackendContract } from '@azure/arm-apimanagement'
import { statusOf } from '@/lib/azure/apim/azure-fault'
import { type Apim, POLL_MS } from '@/lib/azure/apim/open-apim'
import type { Body, PublishKind } from '@/lib/azure/publish/entity'
import { withBlock } from '@/lib/azure/publish/managed-block'
import { holdsOthers, WRITTEN_BY_OTHERS } from '@/lib/azure/publish/others-policy'
import { findDocument } from '@/lib/azure/publish/read-actual'
import type { Found } from '@/lib/azure/publish/read-one'
import { Fault } from '@/lib/base/faults'

export type Write = { kind: PublishKind; name: string; body: Body | null }

/**
 * Null as a body deletes. What is there already is changed in our fields only, by the etag of `there`: where somebody has changed it
 * since it was read, Azure refuses.
 */
export async function writeEntity(apim: Apim, { kind, name, body }: Write, there: Found): Promise<void> {
  if (kind === 'productPolicies') return writeProductPolicy(apim, name, body, there)
  if (body === null) return remove(apim, kind, name, there)
  await writers[kind](apim, name, body, there.etag)
}

type Writer = (apim: Apim, name: string, body: Body, etag: string | null) => Promise<unknown>

const writers: Record<Exclude<PublishKind, 'productPolicies'>, Writer> = {
  backends: putBackend,
  pools: putBackend,
  policyFragments: ({ sdk, group, service }, name, { description, xml }, etag) =>
    sdk.policyFragment.beginCreateOrUpdateAndWait(
      group,
      service,
      name,
      { description: String(description), value: String(xml), format: 'rawxml' },
      { ...(etag ? { ifMatch: etag } : {}), updateIntervalInMs: POLL_MS },
    ),
  apis: ({ sdk, group, service }, name, body, etag) => {
    const { displayName, path, header, query, serviceUrl } = body as Record<string, string>
    const common = { displayName, path, serviceUrl, subscriptionKeyParameterNames: { header, query } }
    if (etag) return sdk.api.update(group, service, name, etag, common)
    const made = { ...common, path: path ?? '', protocols: ['https'], subscriptionRequired: true }
    return sdk.api.beginCreateOrUpdateAndWait(group, service, name, made, { updateIntervalInMs: POLL_MS })
  },
  apiOperations: ({ sdk, group, service }, name, body, etag) => {
    const [api = '', operation = ''] = name.split('/')
    const { displayName = '', method = 'POST', urlTemplate = '/' } = body as Record<string, string>
    const templateParameters = [...urlTemplate.matchAll(/\{([\w-]+)\}/g)].map(([, one = '']) => ({
      name: one,
      type: 'string',
      required: true,
    }))
    const contract = { displayName, method, urlTemplate, templateParameters }
    return sdk.apiOperation.createOrUpdate(group, service, api, operation, contract, etag ? { ifMatch: etag } : {})
  },
  products: ({ sdk, group, service }, name, body, etag) => {
    const { displayName = '', description, terms } = body as Record<string, string>
    const { subscriptionRequired, approvalRequired } = body as Record<string, boolean>
    const state = body.state === 'published' ? ('published' as const) : ('notPublished' as const)
    const common = {
      displayName,
      description: description ?? '',
      terms: terms ?? '',
      state,
      subscriptionRequired,
      approvalRequired,
    }
    return etag
      ? sdk.product.update(group, service, name, etag, common)
      : sdk.product.createOrUpdate(group, service, name, common)
  },
  productApis: ({ sdk, group, service }, name) => {
    const [product = '', api = ''] = name.split('/')
    return sdk.productApi.createOrUpdate(group, service, product, api)
  },
  subscriptions: ({ sdk, group, service, id }, name, body, etag) => {
    const { displayName = '', product = '' } = body as Record<string, string>
    const state = body.state === 'suspended' ? ('suspended' as const) : ('active' as const)
    const common = { displayName, scope: `${id}/products/${product}`, state }
    return etag
      ? sdk.subscription.update(group, service, name, etag, common)
      : sdk.subscription.createOrUpdate(group, service, name, common)
  },
}

/** Only our fields: a credential somebody gave the backend there stays. */
function putBackend({ sdk, group, service, id }: Apim, name: string, body: Body, etag: string | null): Promise<unknown> {
  const { title, description, url, services, breaker } = body as {
    title: string
    description: string
    url?: string
    services?: { backend: string; priority: number; weight: number }[]
    breaker?: (Record<string, unknown> & { tripDuration: string; acceptRetryAfter: boolean }) | null
  }
  const pool = services
    ? { services: services.map(({ backend, ...rest }) => ({ id: `${id}/backends/${backend}`, ...rest })) }
    : undefined
  const rules = breaker ? [ruleOf(breaker)] : []
  const contract: BackendContract = services
    ? { title, description, typePropertiesType: 'Pool', pool }
    : { title, description, typePropertiesType: 'Single', url: url ?? '', protocol: 'http', circuitBreaker: { rules } }
  return etag
    ? sdk.backend.update(group, service, name, etag, contract)
    : sdk.backend.createOrUpdate(group, service, name, contract)
}

function ruleOf({
  tripDuration,
  acceptRetryAfter,
  ...rest
}: Record<string, unknown> & { tripDuration: string; acceptRetryAfter: boolean }) {
  const condition = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null))
  return { name: 'tollgate', tripDuration, acceptRetryAfter, failureCondition: condition }
}

/** Our part of a product's document; what others wrote there stays as it is. */
async function writeProductPolicy(apim: Apim, product: string, body: Body | null, there: Found): Promise<void> {
  const { sdk, group, service } = apim
  if (body === null && there.document === null) return
  const { block, outbound } = (body ?? {}) as { block?: string; outbound?: string }
  const value = withBlock(withBlock(there.document, block || null), outbound || null, 'outbound')
  const options = there.etag ? { ifMatch: there.etag } : {}
  await sdk.productPolicy.createOrUpdate(group, service, product, 'policy', { value, format: 'rawxml' }, options)
}

async function remove(apim: Apim, kind: Exclude<PublishKind, 'productPolicies'>, name: string, { etag }: Found): Promise<void> {
  const { sdk, group, service } = apim
  const [parent = '', child = ''] = name.split('/')
  if (kind === 'productApis') return ifThere(sdk.productApi.delete(group, service, parent, child))
  if (!etag) return
  if (kind === 'apiOperations') await sdk.apiOperation.delete(group, service, parent, child, etag)
  if (kind === 'backends' || kind === 'pools') await sdk.backend.delete(group, service, name, etag)
  if (kind === 'policyFragments') await sdk.policyFragment.delete(group, service, name, etag)
  if (kind === 'products') await removeProduct(apim, name, etag)
  if (kind === 'subscriptions') await sdk.subscription.delete(group, service, name, etag)
  if (kind === 'apis') await sdk.api.beginDeleteAndWait(group, service, name, etag, { updateIntervalInMs: POLL_MS })
}

/** With a product goes its document: one in which others wrote is not ours to delete. */
async function removeProduct(apim: Apim, name: string, etag: string): Promise<void> {
  const document = await findDocument(apim, name)
  if (document && holdsOthers(document.value)) throw new Fault('resource.conflict', { public: WRITTEN_BY_OTHERS })
  await apim.sdk.product.delete(apim.group, apim.service, name, etag, { deleteSubscriptions: false })
}

async function ifThere(deleting: Promise<unknown>): Promise<void> {
  try {
    await deleting
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
}
