/** Books a call that was refused or failed, however far it had come: what it holds is given back. */
import type { GatewayPorts } from '@/lib/gateway/ports'
import type { Refusal } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'
import { ForwardFailure } from '@/lib/gateway/steps/forward-failure'
import type { Reached } from '@/lib/gateway/steps/reached'
import { bookRefusal, settle } from '@/lib/gateway/steps/settle'
import { noTokens } from '@/lib/policy/pricing/tokens'

export async function book(
  ports: GatewayPorts,
  state: GatewayState,
  { authenticated, resolved, reserved }: Reached,
  refusal: Refusal,
): Promise<void> {
  if (reserved) {
    const failure = refusal instanceof ForwardFailure ? refusal : null
    await settle(ports, state, reserved, {
      outcome: refusal.code === 'client_closed_request' ? 'cancelled' : 'failed',
      status: refusal.status,
      code: refusal.code,
      tokens: failure?.tokens ?? noTokens,
      measured: failure?.measured ?? 'none',
      target: failure?.target ?? null,
      attempts: failure?.attempts ?? [],
      firstByteMs: null,
      bytesOut: 0,
    })
  } else if (authenticated) {
    await bookRefusal(ports, authenticated, refusal, resolved)
  }
}
