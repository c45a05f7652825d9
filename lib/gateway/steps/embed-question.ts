/**
 * A question as a vector, by a model of ours through its pool. It is a call like any other: held under what limits tokens and
 * money, booked on a record of its own, at its own price. Where it cannot be had, the cache goes on without.
 */
import type { Call } from '@/lib/gateway/call'
import { CallHangUp, type HangUp } from '@/lib/gateway/hang-up'
import { asObject } from '@/lib/gateway/json'
import { parseField } from '@/lib/gateway/json-fields'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import { promptTokensOf } from '@/lib/gateway/operations/request'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { refusalStatus } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'
import { demandsOf, needOf, pricesOf } from '@/lib/gateway/steps/demands'
import { forward } from '@/lib/gateway/steps/forward'
import { ForwardFailure } from '@/lib/gateway/steps/forward-failure'
import { relay } from '@/lib/gateway/steps/relay'
import { openCall, type Reserved } from '@/lib/gateway/steps/reserve'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import { settle } from '@/lib/gateway/steps/settle'
import { withoutHold } from '@/lib/gateway/steps/without-hold'
import { noTokens } from '@/lib/policy/pricing/tokens'

/** A caller waits no longer than this for the vector of its question. */
const PATIENCE_MS = 1_500

export function embedQuestion(
  ports: GatewayPorts,
  state: GatewayState,
  resolved: Resolved,
  embeddingModel: string,
  text: string,
): Promise<Float32Array | null> {
  const hangUp = new CallHangUp()
  const call = withHangUp(resolved.call, hangUp)
  return new Promise((done) => {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      hangUp.hangUp()
      done(null)
    }, PATIENCE_MS)
    const stopListening = resolved.call.hangUp.onHangUp(() => hangUp.hangUp())
    // Waited for no longer, it still ends in its own settlement.
    const finish = (vector: Float32Array | null) => {
      clearTimeout(timer)
      stopListening()
      done(vector)
    }
    embed(ports, state, { ...resolved, call }, embeddingModel, text, () => isLate).then(finish, () => finish(null))
  })
}

/** Never rejects. */
async function embed(
  ports: GatewayPorts,
  state: GatewayState,
  resolved: Resolved,
  embeddingModel: string,
  text: string,
  isLate: () => boolean,
): Promise<Float32Array | null> {
  try {
    const reserved = await hold(ports, resolved, embeddingModel, text)
    return reserved && (await ask(ports, state, reserved, isLate))
  } catch (error) {
    // No vector is no reason to refuse a call: it is answered without the cache.
    if (!(error instanceof Error && error.name === 'Refusal')) ports.onInternalError(error)
    return null
  }
}

async function hold(ports: GatewayPorts, resolved: Resolved, name: string, text: string): Promise<Reserved | null> {
  const model = resolved.snapshot.models.get(name)
  if (!model?.capabilities.has('embeddings')) return null
  const request = requestOf(resolved.request, name, text)
  const prompt = promptTokensOf(request, model)
  const own = withoutHold(
    { ...resolved, id: ports.newCallId(), startedAtMs: ports.clock.now(), request, model, prompt, bytesIn: 0 },
    [],
  )
  const { identity } = own
  identity.operation = 'cache-embeddings'
  identity.streamed = false
  const prices = pricesOf(own, model, own.startedAtMs)
  // It is no request of the caller's: only what it uses counts.
  const demands = demandsOf(own, model.name).filter(
    ({ limit }) => limit.measure !== 'requests' && limit.measure !== 'concurrency',
  )
  for (const demand of demands) demand.need = needOf(demand.limit, prompt.tokens, 0, prices ?? [])
  const held = await ports.counters.reserve(own.id, demands, own.startedAtMs)
  if (!held.ok) return null
  const reserved: Reserved = { ...own, demands, views: held.views, hold: held.hold, holdTokens: prompt.tokens }
  reserved.lookup = { atMs: 0, note: 'the question of another call, to be compared', code: 'cache_embedding', onSettled: null }
  return await openCall(ports, { reserved, prices })
}

async function ask(
  ports: GatewayPorts,
  state: GatewayState,
  reserved: Reserved,
  isLate: () => boolean,
): Promise<Float32Array | null> {
  let forwarded: Awaited<ReturnType<typeof forward>>
  try {
    forwarded = await forward(ports, state, reserved)
  } catch (error) {
    await settleFailure(ports, state, reserved, error instanceof ForwardFailure ? error : null, isLate())
    throw error
  }
  const { status, body } = await relay(ports, state, forwarded)
  if (status !== 200 || !Buffer.isBuffer(body)) return null
  const { data } = asObject(parseField(body)) ?? {}
  const vector = Array.isArray(data) ? asObject(data[0])?.embedding : null
  if (!Array.isArray(vector) || vector.length === 0 || !vector.every((value) => typeof value === 'number')) return null
  return Float32Array.from(vector)
}

async function settleFailure(
  ports: GatewayPorts,
  state: GatewayState,
  reserved: Reserved,
  failure: ForwardFailure | null,
  isLate: boolean,
): Promise<void> {
  await settle(ports, state, reserved, {
    outcome: failure?.code === 'client_closed_request' && !isLate ? 'cancelled' : 'failed',
    status: isLate ? refusalStatus.upstream_timeout : (failure?.status ?? 500),
    code: isLate ? 'upstream_timeout' : (failure?.code ?? 'internal_error'),
    tokens: failure?.tokens ?? noTokens,
    measured: failure?.measured ?? 'none',
    target: failure?.target ?? null,
    attempts: failure?.attempts ?? [],
    firstByteMs: null,
    bytesOut: 0,
  })
}

/** The same call, with an end of its own. A door's call is of a class: it cannot be spread. */
function withHangUp(call: Call, hangUp: HangUp): Call {
  const { method, path, query, clientAddress, digests } = call
  const header = (name: string) => call.header(name)
  return { method, path, query, clientAddress, digests, header, readBody: (limit, share) => call.readBody(limit, share), hangUp }
}

function requestOf(caller: GatewayRequest, model: string, text: string): GatewayRequest {
  return {
    ...caller,
    operation: 'embeddings',
    body: { model, input: text, encoding_format: 'float' },
    isStream: false,
    wantsUsage: false,
    maxOutput: 0,
    choices: 1,
    extras: { unbounded: null, isUnpriced: false },
    pin: null,
    wire: null,
    chat: null,
    dropped: null,
  }
}
