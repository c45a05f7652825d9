/**
 * The life of a call, top to bottom. A step's result is the next step's argument, so a wrong order does not compile; a
 * refusal anywhere ends in the one place that writes it in the caller's dialect and books it.
 */
import type { Call, Reply } from '@/lib/gateway/call'
import { answerPreflight, letReadRefusal } from '@/lib/gateway/cors'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { shapeReply } from '@/lib/gateway/product-shaping'
import { isRefusal, Refusal } from '@/lib/gateway/refusal'
import { createGatewayState, type GatewayState } from '@/lib/gateway/state'
import { answerResolved } from '@/lib/gateway/steps/answer-resolved'
import { answerRouted } from '@/lib/gateway/steps/answer-routed'
import { type Arrived, type Authenticated, arrive, authenticate } from '@/lib/gateway/steps/authenticate'
import { book } from '@/lib/gateway/steps/book'
import { countTokens } from '@/lib/gateway/steps/count-tokens'
import { forward } from '@/lib/gateway/steps/forward'
import { listModels } from '@/lib/gateway/steps/list-models'
import { answerThroughCache } from '@/lib/gateway/steps/look-up'
import type { Reached } from '@/lib/gateway/steps/reached'
import { relay } from '@/lib/gateway/steps/relay'
import { refusalReply } from '@/lib/gateway/steps/reply'
import { reserve } from '@/lib/gateway/steps/reserve'
import { admit, resolve } from '@/lib/gateway/steps/resolve'
import { resolveService } from '@/lib/gateway/steps/resolve-service'
import { showUsage } from '@/lib/gateway/steps/show-usage'

export type Gateway = { handle(call: Call): Promise<Reply>; state: GatewayState }

export function createGateway(ports: GatewayPorts): Gateway {
  const state = createGatewayState(ports.settings.maxInFlightBytes)
  return { state, handle: (call) => handle(ports, state, call) }
}

async function handle(ports: GatewayPorts, state: GatewayState, call: Call): Promise<Reply> {
  const arrived = arrive(ports, state, call)
  const reached: Reached = { authenticated: null, resolved: null, reserved: null, isForwarded: false }
  try {
    const known = authenticate(ports, state, arrived)
    // Only a token nobody has seen yet is waited for.
    const authenticated = known instanceof Promise ? await known : known
    reached.authenticated = authenticated
    const routed = admit(ports, authenticated)
    const { operation } = routed
    if (operation === 'usage') return shaped(routed, await showUsage(ports, routed))
    if (operation === 'models' || operation === 'model') return shaped(routed, listModels(routed))
    if (operation === 'countTokens') return shaped(routed, await countTokens(ports, state, routed, reached))
    const resolved = operation === 'service' ? await resolveService(ports, routed) : await resolve(ports, routed, operation)
    reached.resolved = resolved
    const { cache, routes } = resolved.key.product
    const route = routes?.get(resolved.model.name)
    if (route) {
      const reply = await answerRouted(ports, state, arrived, resolved, route, reached, answerResolved)
      return shaped(routed, reply)
    }
    if (cache !== null) return shaped(routed, await answerThroughCache(ports, state, resolved, cache, reached))
    const reserved = await reserve(ports, state, resolved)
    reached.reserved = reserved
    const forwarded = await forward(ports, state, reserved)
    reached.isForwarded = true
    return shaped(routed, await relay(ports, state, forwarded))
  } catch (error) {
    return await refuse(ports, state, arrived, reached, error)
  } finally {
    arrived.bodyShare.release()
  }
}

function shaped({ key, call }: Authenticated, reply: Reply): Reply {
  const { shaping } = key.product
  return shaping === null ? reply : shapeReply(shaping, call.header('origin'), reply)
}

async function refuse(
  ports: GatewayPorts,
  state: GatewayState,
  arrived: Arrived,
  reached: Reached,
  error: unknown,
): Promise<Reply> {
  const preflight = reached.authenticated ? null : answerPreflight(arrived.call, ports.catalog.current())
  if (preflight && !isRefusal(preflight)) return preflight
  const refusal =
    preflight ??
    (!reached.isForwarded && isTooDeep(error)
      ? new Refusal('invalid_request', 'The request body is nested too deeply.')
      : isRefusal(error)
        ? error
        : new Refusal('internal_error', 'The gateway failed. The error has been logged.', { cause: error }))
  if (refusal.code === 'internal_error') ports.onInternalError(error)
  try {
    await book(ports, state, reached, refusal)
  } catch (bookingError) {
    ports.onInternalError(bookingError)
  }
  if (!reached.authenticated) ports.ledger.countUnauthenticated(refusal.code)
  return letReadRefusal(arrived.call, ports.catalog.current(), refusalReply(arrived.dialect, arrived.id, refusal))
}

/** JSON nested a hundred thousand levels deep overflows the stack of whoever walks it: the caller's fault, not ours. */
function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack')
}
