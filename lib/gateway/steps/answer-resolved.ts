/** From the hold to the reply, for calls that come here by a route. The plain path of most products is in `pipeline.ts`. */
import type { Reply } from '@/lib/gateway/call'
import type { GatewayPorts } from '@/lib/gateway/ports'
import type { GatewayState } from '@/lib/gateway/state'
import { answerThroughCache, ask, hold } from '@/lib/gateway/steps/look-up'
import type { Reached } from '@/lib/gateway/steps/reached'
import type { Resolved } from '@/lib/gateway/steps/resolve'

export async function answerResolved(
  ports: GatewayPorts,
  state: GatewayState,
  resolved: Resolved,
  reached: Reached,
): Promise<Reply> {
  const { cache } = resolved.key.product
  if (cache !== null) return await answerThroughCache(ports, state, resolved, cache, reached)
  return await ask(ports, state, await hold(ports, state, resolved, reached), reached)
}
