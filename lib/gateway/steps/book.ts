/** Books a call that was refused or failed, however far it had come: what it holds is given back. */
import type { GatewayPorts } from '@/lib/gateway/ports'
import type { Refusal, RefusalCode } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'
import { ForwardFailure } from '@/lib/gateway/steps/forward-failure'
import type { Reached } from '@/lib/gateway/steps/reached'
import { bookRefusal, settle } from '@/lib/gateway/steps/settle'
import type { Outcome } from '@/lib/gateway/usage-entry'
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
      outcome: outcomes[refusal.code] ?? 'failed',
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

/** What ended a call that was under way and is nobody's failure. */
const outcomes: Partial<Record<RefusalCode, Outcome>> = {
  client_closed_request: 'cancelled',
  unsupported_by_provider: 'refused',
  invalid_request: 'refused',
}
