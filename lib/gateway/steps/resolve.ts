/** Step 2: may this key be used, and what for? Nothing here costs money; everything here can refuse. */
import type { KeyEntry, ModelEntry, Snapshot } from '@/lib/gateway/catalog'
import { requireOrigin } from '@/lib/gateway/cors'
import type { Operation } from '@/lib/gateway/dialects/dialect'
import { parseForm } from '@/lib/gateway/operations/form'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import { parseBody, promptTokensOf, readRequest } from '@/lib/gateway/operations/request'
import { pinOf } from '@/lib/gateway/operations/response-ids'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { capabilityOf, type UpstreamOperation } from '@/lib/gateway/providers/provider'
import { Refusal, type RefusalCode } from '@/lib/gateway/refusal'
import type { Authenticated } from '@/lib/gateway/steps/authenticate'
import { putSystemPrompt } from '@/lib/gateway/system-prompt'
import { requireTags } from '@/lib/gateway/tags'
import type { PromptTokens } from '@/lib/gateway/tokens/prompt-tokens'
import { denialOf, type KeyDenial } from '@/lib/policy/key-access'

export type Routed = Authenticated & { operation: Operation; pathModel: string | null }

export type Resolved = Routed & { request: GatewayRequest; model: ModelEntry; prompt: PromptTokens; bytesIn: number }

/** The key's access and the path. Knows no body yet, so a caller without access cannot make us read one. */
export function admit(ports: GatewayPorts, authenticated: Authenticated): Routed {
  const { key, call, dialect, startedAtMs } = authenticated
  const denial = denialOf(key, startedAtMs)
  if (denial) throw new Refusal(...denials[denial])
  if (key.cidrs.length > 0 && !ports.isAddressIn(call.clientAddress, key.cidrs)) {
    throw new Refusal('network_not_allowed', 'This key may not be used from your network address.')
  }
  if (key.certificates.length > 0 && !key.certificates.includes(call.certificate?.() ?? '')) {
    throw new Refusal('certificate_required', 'This key is bound to client certificates, and the call came with none of them.')
  }
  if (key.product.shaping !== null) requireOrigin(call, key)
  const route = dialect.route(call.path)
  if (!route) throw new Refusal('unknown_url', `There is no ${call.method} ${call.path} here.`)
  if (route.operation === 'unsupported') {
    throw new Refusal('unsupported_surface', `${call.path} is not served by this gateway: it could not be metered.`)
  }
  if (route.method !== 'any' && route.method !== call.method) {
    throw new Refusal('method_not_allowed', `${call.path} answers ${route.method}, not ${call.method}.`)
  }
  requireTags(call)
  const { id, bodyShare, snapshot } = authenticated
  return { call, dialect, id, startedAtMs, bodyShare, key, snapshot, operation: route.operation, pathModel: route.model }
}

/** The body, completed by the product's defaults, and the model it asks for. */
export async function resolve(ports: GatewayPorts, routed: Routed, operation: UpstreamOperation): Promise<Resolved> {
  const { call, dialect, id, startedAtMs, bodyShare, key, snapshot, pathModel } = routed
  const bytes = await call.readBody(ports.settings.maxBodyBytes, bodyShare)
  const body = operation === 'transcriptions' ? parseForm(bytes, call.header('content-type')) : parseBody(bytes)
  const name = pathModel ?? body.model
  if (typeof name !== 'string' || name === '')
    throw new Refusal('invalid_request', "'model' must name a model.", { param: 'model' })
  const model = modelFor(key, snapshot, name)
  if (!model.capabilities.has(capabilityOf(operation))) {
    throw new Refusal('invalid_request', `The model '${name}' cannot do ${operation}.`, { param: 'model' })
  }
  const { systemPrompt } = key.product
  if (systemPrompt !== null) putSystemPrompt(dialect.name, operation, body, systemPrompt)
  const request = dialect.read ? dialect.read(body, key.product, call) : readRequest(operation, body, key.product)
  if (operation === 'responses') request.pin = pinOf(ports.digestKey, key.subscription.tenant.id, body)
  const prompt = promptTokensOf(request, model)
  requireBounded(request, prompt, key)
  const bytesIn = bytes.length
  return { call, dialect, id, startedAtMs, bodyShare, key, snapshot, operation, pathModel, request, model, prompt, bytesIn }
}

/** A model of the product, and of the key where that is for some only. */
export function modelFor(key: KeyEntry, snapshot: Snapshot, name: string): ModelEntry {
  const model = key.product.models.has(name) ? snapshot.models.get(name) : undefined
  if (model && (key.models === null || key.models.has(model.name))) return model
  throw new Refusal(
    'model_not_allowed',
    `The model '${name.slice(0, 100)}' does not exist, or your product or your key does not include it.`,
    { param: 'model' },
  )
}

export function requireBounded({ extras }: GatewayRequest, prompt: PromptTokens, { product }: KeyEntry): void {
  const unbounded = extras.unbounded ?? (prompt.isBounded ? null : 'messages')
  if (unbounded === null || !product.refuseUnbounded) return
  throw new Refusal(
    'unbounded_request',
    'Your product does not allow what nobody can price before it is done (images or files by address, tools the provider runs, other tiers).',
    { param: unbounded },
  )
}

const denials: Record<KeyDenial, [RefusalCode, string]> = {
  key_expired: ['key_expired', 'The API key has expired. Issue a new one in the portal.'],
  subscription_inactive: ['subscription_inactive', 'The subscription of this key is not active.'],
  subscription_expired: ['subscription_expired', 'The subscription of this key has expired.'],
  product_unavailable: ['product_unavailable', 'The product of this key is not published, or has been retired.'],
}
