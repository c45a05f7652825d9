/**
 * Answers a call of a product with routes: by the model the route decides on, and by its fallbacks where that one fails. Each
 * model that is tried is a call of its own, held and booked, so that limits and prices of each are its own.
 */
import type { Reply } from '@/lib/gateway/call'
import { isByteStream } from '@/lib/gateway/call'
import { asObject } from '@/lib/gateway/json'
import { parseField } from '@/lib/gateway/json-fields'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { capabilityOf } from '@/lib/gateway/providers/provider'
import { isRefusal, type Refusal } from '@/lib/gateway/refusal'
import { asksFor } from '@/lib/gateway/routing/asks-for'
import { routeModelOf } from '@/lib/gateway/routing/route-facts'
import type { GatewayState } from '@/lib/gateway/state'
import type { Arrived } from '@/lib/gateway/steps/authenticate'
import { book } from '@/lib/gateway/steps/book'
import type { Reached } from '@/lib/gateway/steps/reached'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import { routeModel, withModel } from '@/lib/gateway/steps/route-model'
import type { FallbackCause, ModelRoute } from '@/lib/policy/routing/model-route'

type Answerer = (ports: GatewayPorts, state: GatewayState, resolved: Resolved, reached: Reached) => Promise<Reply>

export async function answerRouted(
  ports: GatewayPorts,
  state: GatewayState,
  arrived: Arrived,
  resolved: Resolved,
  route: ModelRoute,
  reached: Reached,
  answer: Answerer,
): Promise<Reply> {
  let next: Resolved = await routeModel(ports, state, resolved, route)
  const tried = new Set<string>()
  for (;;) {
    tried.add(next.model.name)
    reached.resolved = next
    const reply = await attempt(ports, state, next, reached, answer)
    const cause = isRefusal(reply) ? causeOfRefusal(reply) : causeOfReply(reply)
    const instead = cause && !resolved.call.hangUp.hasHungUp ? findFallback(state, resolved, route, cause, tried) : null
    if (!instead || !cause) {
      if (isRefusal(reply)) throw reply
      return marked(reply, resolved, next, tried)
    }
    // The failed one is over: booked, and what it held is given back.
    if (isRefusal(reply)) await book(ports, state, reached, reply)
    const id = ports.newCallId()
    arrived.id = id
    next = withModel({ ...resolved, id }, instead, route.model, `${next.model.name} failed: ${causeWords[cause]}`)
    reached.reserved = null
    reached.isForwarded = false
  }
}

async function attempt(
  ports: GatewayPorts,
  state: GatewayState,
  resolved: Resolved,
  reached: Reached,
  answer: Answerer,
): Promise<Reply | Refusal> {
  try {
    return await answer(ports, state, resolved, reached)
  } catch (error) {
    // Without a hold nothing was tried: limits that refuse are for the caller to hear.
    if (isRefusal(error) && reached.reserved !== null) return error
    throw error
  }
}

function findFallback(
  state: GatewayState,
  resolved: Resolved,
  { fallbacks }: ModelRoute,
  cause: FallbackCause,
  tried: ReadonlySet<string>,
) {
  const { request, model: asked, snapshot } = resolved
  const needs = [capabilityOf(request.operation), ...asksFor(request.body).filter((need) => asked.capabilities.has(need))]
  for (const { model: name, on } of fallbacks) {
    const known = routeModelOf(state, resolved, name)
    if (!known || !on.includes(cause) || tried.has(known.name)) continue
    if (needs.every((need) => known.capabilities.has(need))) return snapshot.models.get(name) ?? null
  }
  return null
}

const failures = new Set([
  'upstream_failed',
  'upstream_timeout',
  'upstream_rate_limited',
  'upstream_misconfigured',
  'no_backend_available',
])

const causeWords: Record<FallbackCause, string> = {
  error: 'no answer',
  context: 'the prompt is too long for it',
  filter: 'its content filter refused',
}

function causeOfRefusal({ code }: Refusal): FallbackCause | null {
  return failures.has(code) ? 'error' : null
}

/** What a provider refused by itself, in any wire's words. */
function causeOfReply({ status, body }: Reply): FallbackCause | null {
  if (status < 400 || status > 422 || isByteStream(body)) return null
  const error = asObject(asObject(parseField(body))?.error)
  const said = `${error?.code} ${error?.type} ${error?.status} ${error?.message}`.toLowerCase()
  if (/context_length|context length|context window|too long|too many tokens|exceeds the maximum/.test(said)) return 'context'
  if (/content_filter|content filter|content_policy|responsibleai|safety/.test(said)) return 'filter'
  return null
}

function marked(reply: Reply, { model: asked }: Resolved, { model }: Resolved, tried: ReadonlySet<string>): Reply {
  if (model !== asked) reply.headers.push('x-tollgate-model', model.name)
  if (tried.size > 1) reply.headers.push('x-tollgate-fallback', model.name)
  return reply
}
