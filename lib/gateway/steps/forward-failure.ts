/** Why no member answered, in words that hide their names. */
import type { GatewayPorts } from '@/lib/gateway/ports'
import { Refusal } from '@/lib/gateway/refusal'
import { hasAllowed, type PoolCandidate, type Target } from '@/lib/gateway/steps/candidates'
import type { PoolAttempt } from '@/lib/gateway/steps/pool-attempt'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import type { AttemptTrace, Measured } from '@/lib/gateway/usage-entry'
import type { AttemptResult } from '@/lib/policy/pools/breaker'
import { isAllowedRegion } from '@/lib/policy/pools/choose'
import { noTokens, type TokenCounts, tokensOf } from '@/lib/policy/pricing/tokens'

/** Thrown with what was tried and what that has used, so that the record can say it. */
export class ForwardFailure extends Refusal {
  attempts: AttemptTrace[] = []
  tokens: TokenCounts = noTokens
  measured: Measured = 'none'
  target: Target | null = null
}

/** Too little time to say anything useful in; a client that comes back sooner only meets the same. */
const LEAST_WAIT_MS = 1_000
const BUSY_WAIT_MS = 5_000

export function describeFailure(
  ports: GatewayPorts,
  reserved: Reserved,
  candidates: readonly PoolCandidate[],
  last: AttemptResult | null,
): ForwardFailure {
  const { name } = reserved.model
  if (last === null) return describeAbsence(ports, reserved, candidates)
  if ('error' in last) {
    return last.error === 'timeout'
      ? new ForwardFailure('upstream_timeout', `The model '${name}' did not answer in time.`)
      : new ForwardFailure('upstream_failed', `The model '${name}' could not be reached or broke off.`)
  }
  if (last.status === 429) {
    return new ForwardFailure('upstream_rate_limited', `All backends of the model '${name}' are busy.`, {
      retryAfterMs: last.retryAfterMs ?? BUSY_WAIT_MS,
    })
  }
  if (last.status < 500)
    return new ForwardFailure('upstream_misconfigured', `The model '${name}' is not set up correctly at its provider.`)
  return new ForwardFailure('upstream_failed', `The provider of the model '${name}' answered with an error (${last.status}).`)
}

/** The caller hung up. What was sent upstream by then the provider has read, and so it is billed: hanging up is not free. */
export function describeHangUp(reserved: Reserved, left: PoolAttempt | null): ForwardFailure {
  const failure = new ForwardFailure('client_closed_request', 'The caller hung up.')
  if (left) {
    left.trace.usage = 'estimated'
    failure.target = left.member.target
    failure.tokens = tokensOf(reserved.prompt.likely, 0)
    failure.measured = 'estimated'
  }
  return failure
}

function describeAbsence(ports: GatewayPorts, reserved: Reserved, candidates: readonly PoolCandidate[]): ForwardFailure {
  const { name } = reserved.model
  const { regions } = reserved.key.subscription.tenant
  if (!hasAllowed(candidates, regions))
    return new ForwardFailure('upstream_misconfigured', `The model '${name}' has no backend that may serve you.`)
  const nowMs = ports.clock.now()
  let waitMs = Number.POSITIVE_INFINITY
  for (const { region, live } of candidates)
    if (isAllowedRegion(region, regions)) waitMs = Math.min(waitMs, live.breaker.openUntilMs - nowMs)
  return new ForwardFailure('no_backend_available', `No backend of the model '${name}' is healthy at the moment.`, {
    retryAfterMs: Math.max(LEAST_WAIT_MS, waitMs),
  })
}
