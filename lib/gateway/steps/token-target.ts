/** A backend whose credential is changed for a token first: waited for no longer than the call has, and not for a caller that left. */
import type { GatewayPorts } from '@/lib/gateway/ports'
import { withToken } from '@/lib/gateway/providers/with-token'
import type { Target } from '@/lib/gateway/steps/candidates'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import type { AttemptResult } from '@/lib/policy/pools/breaker'

/** `failure` is what its attempt is told to have come to; null where its caller left, which says nothing about the backend. */
export type TokenTarget = { target: Target } | { result: AttemptResult; failure: string | null }

/** A target with the credential that is at hand, once for each: nobody waits, and its headers are made once. Null where one must be waited for. */
export function readyTarget(ports: GatewayPorts, target: Target): Target | null {
  const from = target.backend.source ?? target.backend.credential
  if (from === null) return target
  const credential = ports.accessTokenOf(from)
  if (typeof credential !== 'string') {
    // Heard of by who waits for it next; here it must not be nobody's.
    credential.catch(() => {})
    return null
  }
  let ready = known.get(target)
  if (ready?.backend.credential !== credential) {
    ready = { ...target, backend: { ...target.backend, credential } }
    known.set(target, ready)
  }
  return ready
}

const known = new WeakMap<Target, Target>()

export function tokenTarget(ports: GatewayPorts, { call }: Reserved, target: Target, mostMs: number): Promise<TokenTarget> {
  return new Promise((resolve) => {
    let stopListening = () => {}
    const finish = (outcome: TokenTarget) => {
      clearTimeout(timer)
      stopListening()
      resolve(outcome)
    }
    const timer = setTimeout(() => finish(late), mostMs)
    stopListening = call.hangUp.onHangUp(() => finish({ result: { error: 'aborted' }, failure: null }))
    withToken(ports.accessTokenOf, target.backend).then(
      (backend) => finish({ target: { ...target, backend } }),
      (error: unknown) => {
        ports.onInternalError(new Error(`the backend ${target.backend.name} got no access token`, { cause: error }))
        finish(isTimeout(error) ? late : { result: { status: 401, retryAfterMs: null }, failure: 'no access token' })
      },
    )
  })
}

const late: TokenTarget = { result: { error: 'timeout' }, failure: 'no access token in time' }

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}
