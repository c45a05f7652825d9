/** Step 4: to a healthy backend, and to the next one as long as nothing of an answer has been sent. */
import type { BackendEntry } from '@/lib/gateway/catalog'
import type { LiveMember } from '@/lib/gateway/pool-states'
import type { GatewayPorts, UpstreamExchange, UpstreamRequest } from '@/lib/gateway/ports'
import type { Provider } from '@/lib/gateway/providers/provider'
import { findProvider } from '@/lib/gateway/providers/registry'
import { Refusal } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { type Attempted, attempt } from '@/lib/gateway/streams/attempt'
import { createChatMeter } from '@/lib/gateway/streams/chat-meter'
import type { AttemptTrace } from '@/lib/gateway/usage-entry'
import { type AttemptResult, isFailure } from '@/lib/policy/pools/breaker'
import { chooseMember } from '@/lib/policy/pools/choose'
import type { PoolMember } from '@/lib/policy/pools/pool'

/** Where a call went. */
export type Target = { backend: BackendEntry; provider: Provider; deployment: string }

export type Forwarded = Reserved & {
  target: Target
  answer: Exclude<Attempted, { kind: 'failure' }>
  attempts: AttemptTrace[]
  /** Stops the exchange upstream. */
  exchange: UpstreamExchange
  /** Tells the pool that the attempt is over; a stream ends later than it starts. */
  endAttempt(result: AttemptResult | 'aborted'): void
}

/** Thrown with what was tried, so that the record can say it. */
export class ForwardFailure extends Refusal {
  attempts: AttemptTrace[] = []
}

const HEADERS_TIMEOUT_MS = 300_000
const FIRST_EVENT_TIMEOUT_MS = 60_000
const IDLE_TIMEOUT_MS = 60_000
const MAX_ATTEMPTS = 4
/** How long a plain answer is read to its end for its usage after its caller has left. */
const DRAIN_MS = 120_000

export async function forward(ports: GatewayPorts, state: GatewayState, reserved: Reserved): Promise<Forwarded> {
  const { model, snapshot, key } = reserved
  const tried = new Set<string>()
  const attempts: AttemptTrace[] = []
  const regions = key.subscription.tenant.regions
  const members = model.pool.members.filter((member) => isUsable(snapshot.backends.get(member.backendId), model.name, regions))
  let last: AttemptResult | null = null
  while (tried.size < Math.min(members.length, MAX_ATTEMPTS) && !reserved.call.hangUp.hasHungUp) {
    const nowMs = ports.clock.now()
    const member: PoolMember | null = chooseMember(
      members,
      model.pool.strategy,
      (m) => state.pools.stateOf(model.pool, m.backendId, nowMs),
      tried,
    )
    const target = member && targetOf(reserved, member)
    if (!target) break
    tried.add(target.backend.id)
    const live = state.pools.stateOf(model.pool, target.backend.id, nowMs)
    const forwarded = await tryOnce(ports, state, reserved, target, live, attempts, nowMs)
    if (!('result' in forwarded)) return forwarded
    last = forwarded.result
  }
  throw failureOf(ports, state, reserved, members, last, attempts)
}

async function tryOnce(
  ports: GatewayPorts,
  state: GatewayState,
  reserved: Reserved,
  target: Target,
  live: LiveMember,
  attempts: AttemptTrace[],
  startMs: number,
): Promise<Forwarded | { result: AttemptResult }> {
  const rule = reserved.model.pool.breaker
  // Made first: a body that cannot be written must not count as a call in flight.
  const upstreamRequest = requestOf(reserved, target)
  state.pools.begin(live, startMs)
  const trace: AttemptTrace = {
    backendId: target.backend.id,
    startMs: startMs - reserved.startedAtMs,
    durationMs: 0,
    status: null,
    failure: null,
    usage: 'none',
  }
  attempts.push(trace)
  let isOver = false
  const endAttempt = (result: AttemptResult | 'aborted') => {
    if (isOver) return
    isOver = true
    const nowMs = ports.clock.now()
    trace.durationMs = nowMs - startMs
    state.pools.end(live, rule, result, startMs, nowMs)
  }
  let exchange: UpstreamExchange | null = null
  // A stream is cancelled with its caller; a plain answer is read to its end for its true usage.
  let afterHangUp: NodeJS.Timeout | undefined
  const stopListening = reserved.call.hangUp.onHangUp(() => {
    if (reserved.request.isStream) exchange?.abort()
    else afterHangUp = setTimeout(() => exchange?.abort(), DRAIN_MS)
  })
  const meter = reserved.request.isStream ? createChatMeter(reserved.model.tokenizer) : null
  const answer = await attempt(ports.upstream, upstreamRequest, meter, (opened) => {
    exchange = opened
    if (reserved.request.isStream && reserved.call.hangUp.hasHungUp) opened.abort()
  })
  stopListening()
  clearTimeout(afterHangUp)
  if (answer.kind === 'failure') {
    trace.failure = answer.failure
    const result = { error: answer.failure }
    endAttempt(answer.failure === 'aborted' ? 'aborted' : result)
    return { result }
  }
  trace.status = answer.status
  const result = { status: answer.status, retryAfterMs: retryAfterOf(answer.header) }
  if (isFailure(rule, result) || isMisconfigured(answer.status)) {
    trace.failure = `status ${answer.status}`
    endAttempt(result)
    return { result }
  }
  if (answer.kind === 'answer') endAttempt(result)
  return { ...reserved, target, answer, attempts, exchange: exchange ?? nothingToStop, endAttempt }
}

const nothingToStop: UpstreamExchange = { abort() {}, pause() {}, resume() {} }

function requestOf(reserved: Reserved, { backend, provider, deployment }: Target): UpstreamRequest {
  const { request, bound } = reserved
  const body: Record<string, unknown> = { ...request.body, model: provider.bodyModel(deployment) ?? undefined }
  if (bound.cap !== null) body[provider.outputCapField(backend)] = bound.cap
  if (request.isStream) {
    const options = typeof body.stream_options === 'object' ? body.stream_options : null
    body.stream_options = { ...options, include_usage: true }
  }
  return {
    origin: backend.origin,
    path: provider.pathOf(backend, request.operation, deployment),
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: request.isStream ? 'text/event-stream' : 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'tollgate',
      ...provider.headersOf(backend),
    },
    body: Buffer.from(JSON.stringify(body)),
    headersTimeoutMs: request.isStream ? FIRST_EVENT_TIMEOUT_MS : HEADERS_TIMEOUT_MS,
    bodyTimeoutMs: IDLE_TIMEOUT_MS,
  }
}

function targetOf(reserved: Reserved, member: PoolMember): Target | null {
  const backend = reserved.snapshot.backends.get(member.backendId)
  const provider = backend && findProvider(backend.provider)
  const deployment = backend?.deployments.get(reserved.model.name)
  return backend && provider && deployment !== undefined ? { backend, provider, deployment } : null
}

/** A tenant restricted to regions never leaves them, whatever is down. */
function isUsable(backend: BackendEntry | undefined, model: string, regions: readonly string[]): boolean {
  if (!backend?.deployments.has(model) || !findProvider(backend.provider)) return false
  return regions.length === 0 || (backend.region !== null && regions.includes(backend.region))
}

/** Our own credential or deployment is wrong there: never the caller's fault, and the next member may be right. */
function isMisconfigured(status: number): boolean {
  return status === 401 || status === 403 || status === 404
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-retry-after; the -ms forms are Azure's. */
function retryAfterOf(header: (name: string) => string | undefined): number | null {
  const ms = Number(header('retry-after-ms') ?? header('x-ms-retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(ms) && ms >= 0) return ms
  const value = header('retry-after')
  if (value === undefined) return null
  const seconds = Number(value)
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now())
}

function failureOf(
  ports: GatewayPorts,
  state: GatewayState,
  reserved: Reserved,
  members: readonly PoolMember[],
  last: AttemptResult | null,
  attempts: AttemptTrace[],
): ForwardFailure {
  const failure = describeFailure(ports, state, reserved, members, last)
  failure.attempts = attempts
  return failure
}

function describeFailure(
  ports: GatewayPorts,
  state: GatewayState,
  reserved: Reserved,
  members: readonly PoolMember[],
  last: AttemptResult | null,
): ForwardFailure {
  const name = reserved.model.name
  if (reserved.call.hangUp.hasHungUp) return new ForwardFailure('client_closed_request', 'The caller hung up.')
  if (last === null) {
    const nowMs = ports.clock.now()
    const waits = members.map((m) => state.pools.stateOf(reserved.model.pool, m.backendId, nowMs).breaker.openUntilMs - nowMs)
    const waitMs = Math.max(1_000, Math.min(...waits))
    return Number.isFinite(waitMs)
      ? new ForwardFailure('no_backend_available', `No backend of the model '${name}' is healthy at the moment.`, {
          retryAfterMs: waitMs,
        })
      : new ForwardFailure('upstream_misconfigured', `The model '${name}' has no backend that may serve you.`)
  }
  if ('error' in last) {
    return last.error === 'timeout'
      ? new ForwardFailure('upstream_timeout', `The model '${name}' did not answer in time.`)
      : new ForwardFailure('upstream_failed', `The model '${name}' could not be reached or broke off.`)
  }
  if (last.status === 429) {
    return new ForwardFailure('upstream_rate_limited', `All backends of the model '${name}' are busy.`, {
      retryAfterMs: last.retryAfterMs ?? 5_000,
    })
  }
  if (isMisconfigured(last.status))
    return new ForwardFailure('upstream_misconfigured', `The model '${name}' is not set up correctly at its provider.`)
  return new ForwardFailure('upstream_failed', `The provider of the model '${name}' answered with an error (${last.status}).`)
}
