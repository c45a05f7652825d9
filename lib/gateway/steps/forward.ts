/** Step 4: to a healthy backend, and to the next one as long as nothing of an answer has been sent. */
import type { HeaderList } from '@/lib/gateway/call'
import type { ModelEntry } from '@/lib/gateway/catalog'
import { isPlain } from '@/lib/gateway/operations/operation-kinds'
import { markOfBackend } from '@/lib/gateway/operations/response-ids'
import type { GatewayPorts, UpstreamRequest } from '@/lib/gateway/ports'
import { capabilityOf } from '@/lib/gateway/providers/provider'
import { needsToken } from '@/lib/gateway/providers/with-token'
import { isRefusal, type Refusal } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'
import { affinityCookie, memberOfCookie, sessionOf } from '@/lib/gateway/steps/affinity'
import { type Candidates, candidatesOf, type PoolCandidate, type Target } from '@/lib/gateway/steps/candidates'
import { describeFailure, describeHangUp, ForwardFailure } from '@/lib/gateway/steps/forward-failure'
import { type Answer, PoolAttempt } from '@/lib/gateway/steps/pool-attempt'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { readyTarget, type TokenTarget, tokenTarget } from '@/lib/gateway/steps/token-target'
import { upstreamRequestOf } from '@/lib/gateway/steps/upstream-request'
import type { AttemptTrace } from '@/lib/gateway/usage-entry'
import type { AttemptResult } from '@/lib/policy/pools/breaker'
import { chooseMember, isAllowedRegion, isEligible, type Wish } from '@/lib/policy/pools/choose'
import { type Deadlines, regionKey } from '@/lib/policy/pools/pool'
import { backoffMs, mayRetry, noteCall, noteFailedRetry } from '@/lib/policy/pools/retry-budget'

export type Forwarded = {
  reserved: Reserved
  target: Target
  answer: Answer
  attempts: AttemptTrace[]
  /** Told to the pool when the answer is over; a stream ends later than it starts. */
  attempt: PoolAttempt
  /** For the caller: the cookie of its session, the fallback it was given. */
  extraHeaders: HeaderList
}

/** The pool's own answer, where nobody else had one. */
export type Canned = Reserved & { canned: string; attempts: AttemptTrace[] }

/** What the attempts of a call share. */
type Run = {
  ports: GatewayPorts
  state: GatewayState
  reserved: Reserved
  attempts: AttemptTrace[]
  /** Under way now. */
  attempt: PoolAttempt | null
  /** Why a member was passed by that cannot do what is asked: told where nobody else can. */
  cannot: Refusal | null
}

const nothingTried: PoolCandidate[] = []

export async function forward(ports: GatewayPorts, state: GatewayState, reserved: Reserved): Promise<Forwarded | Canned> {
  const run: Run = { ports, state, reserved, attempts: [], attempt: null, cannot: null }
  const stopListening = reserved.call.hangUp.onHangUp(() => run.attempt?.leave())
  try {
    const { model } = reserved
    const candidates = candidatesOf(state.pools, reserved.snapshot, model)
    const tried = await tryMembers(run, model, candidates)
    return 'answer' in tried ? tried : await lastResort(run, candidates, tried.result)
  } finally {
    stopListening()
  }
}

/** No member of the model's pool has answered: what its pool, or its fallback, has instead. */
async function lastResort(run: Run, candidates: Candidates, last: AttemptResult | null): Promise<Forwarded | Canned> {
  const { state, reserved } = run
  const { model } = reserved
  const { lastResort } = model.pool.routing
  // A later turn of a response can be had where the response lives, and nowhere else.
  if (!reserved.call.hangUp.hasHungUp && reserved.request.pin === null) {
    if (lastResort.kind === 'primary' && last === null) {
      const anyway = await tryPrimary(run, model, candidates)
      if (anyway && 'answer' in anyway) return anyway
      if (anyway) throw failureOf(run, candidates, anyway.result)
    }
    if (lastResort.kind === 'answer' && run.cannot === null && reserved.request.operation === 'chat')
      return { ...reserved, canned: lastResort.text, attempts: run.attempts }
    const { fallback } = model
    if (fallback?.capabilities.has(capabilityOf(reserved.request.operation)) && mayUse(reserved, fallback)) {
      const instead = await tryMembers(run, fallback, candidatesOf(state.pools, reserved.snapshot, fallback))
      if ('answer' in instead) {
        instead.extraHeaders.push('x-tollgate-fallback', fallback.name)
        return instead
      }
    }
  }
  throw failureOf(run, candidates, last)
}

function failureOf(run: Run, candidates: Candidates, last: AttemptResult | null): ForwardFailure {
  const { ports, reserved, attempts, attempt, cannot } = run
  const failure = reserved.call.hangUp.hasHungUp
    ? describeHangUp(reserved, attempt?.isLeft ? attempt : null)
    : cannot !== null
      ? new ForwardFailure(cannot.code, cannot.message, cannot.details)
      : describeFailure(ports, reserved, eligibleOf(reserved, candidates), last)
  failure.attempts = attempts
  return failure
}

/** A key that is for some models only is answered by no other. */
function mayUse({ key: { models } }: Reserved, { name }: ModelEntry): boolean {
  return models === null || models.has(name)
}

type Tried = Forwarded | { result: AttemptResult | null }

/** One member after the other, as long as there is one, time, and a budget. The result is the last attempt's, null without one. */
async function tryMembers(run: Run, model: ModelEntry, candidates: Candidates): Promise<Tried> {
  const { ports, reserved } = run
  const { budget } = candidates
  const all = eligibleOf(reserved, candidates)
  const { hangUp } = reserved.call
  const { retries, affinity } = model.pool.routing
  const wish = wishOf(reserved, model)
  let last: AttemptResult | null = null
  let tried = nothingTried
  noteCall(budget, ports.clock.now())
  while (tried.length < retries.maxAttempts && !hangUp.hasHungUp) {
    if (tried.length > 0) {
      if (!mayRetry(budget, retries, ports.clock.now())) break
      const waitMs = backoffMs(retries, tried.length, Math.random())
      if (waitMs > 0) await rest(waitMs, reserved)
      if (hangUp.hasHungUp) break
    }
    const nowMs = ports.clock.now()
    const leftMs = reserved.startedAtMs + model.pool.routing.deadlines.callMs - nowMs
    if (leftMs <= 0) return { result: last ?? { error: 'timeout' } }
    const own = tried.length === 0 ? memberOfCookie(reserved.call, affinity, all) : null
    const member = own && isEligible(own, wish, tried, nowMs) ? own : chooseMember(all, wish, tried, nowMs)
    if (!member) break
    const isRetry = tried.length > 0
    tried = isRetry ? [...tried, member] : [member]
    const outcome = await tryOnce(run, member, leftMs, member === own ? 'its cookie names it' : whyOf(reserved, wish, member))
    if ('answer' in outcome) return outcome
    last = outcome.result
    if (isRetry) noteFailedRetry(budget, ports.clock.now())
  }
  return { result: last }
}

/** All, or those that do what no chat can say, or the one a response lives at. */
function eligibleOf({ request: { pin, operation } }: Reserved, { all }: Pick<Candidates, 'all'>): readonly PoolCandidate[] {
  if (isPlain(operation)) return all.filter(({ target }) => target.provider.speaks.has(operation))
  return pin === null ? all : all.filter(({ backendId }) => markOfBackend(backendId) === pin.mark)
}

/** All breakers are open, and the pool would rather have a failure than a refusal. */
async function tryPrimary(run: Run, { pool }: ModelEntry, candidates: Candidates): Promise<Tried | null> {
  const { regions } = run.reserved.key.subscription.tenant
  let primary: PoolCandidate | null = null
  for (const one of eligibleOf(run.reserved, candidates)) {
    if (!isAllowedRegion(one.region, regions)) continue
    if (!primary || one.priority < primary.priority || (one.priority === primary.priority && one.weight > primary.weight))
      primary = one
  }
  return primary && tryOnce(run, primary, pool.routing.deadlines.callMs, 'the first, though every breaker is open')
}

async function tryOnce(
  run: Run,
  member: PoolCandidate,
  leftMs: number,
  why: string,
): Promise<Forwarded | { result: AttemptResult }> {
  const { ports, state, reserved, attempts } = run
  const { deadlines, affinity } = member.target.model.pool.routing
  let { target } = member
  let restMs = leftMs
  if (needsToken(target.backend, target.provider)) {
    const startMs = ports.clock.now()
    const atHand = readyTarget(ports, target)
    const ready = atHand ? { target: atHand } : await tokenTarget(ports, reserved, target, Math.min(leftMs, deadlines.attemptMs))
    if ('result' in ready) return withoutToken(run, member, why, ready)
    target = ready.target
    restMs = Math.max(1, leftMs - (ports.clock.now() - startMs))
  }
  // Made first: a body that cannot be written must not count as a call in flight.
  const request = requestFor(run, target, deadlines)
  if (request === null) return { result: { error: 'invalid' } }
  const attempt = new PoolAttempt(ports, state.pools, reserved, member, why)
  run.attempt = attempt
  attempts.push(attempt.trace)
  const outcome = attempt.judge(await attempt.send(request, deadlines, restMs))
  const { source } = target.backend
  if (source && attempt.trace.status === 401) ports.credentialRefused(source)
  if ('result' in outcome) return outcome
  const extraHeaders = affinity?.by === 'cookie' ? affinityCookie(reserved.call, affinity, member) : []
  return { reserved, target, answer: outcome.answer, attempts, attempt, extraHeaders }
}

/** Null where its provider cannot do what is asked; another member's may. */
function requestFor(run: Run, target: Target, deadlines: Deadlines): UpstreamRequest | null {
  try {
    return upstreamRequestOf(run.reserved, target, deadlines)
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'unsupported_by_provider') throw error
    run.cannot = error
    return null
  }
}

/** Nothing was sent, for want of a token: the pool and the call's trace are told all the same. */
function withoutToken(
  run: Run,
  member: PoolCandidate,
  why: string,
  { result, failure }: Exclude<TokenTarget, { target: Target }>,
) {
  if (failure !== null) {
    const attempt = new PoolAttempt(run.ports, run.state.pools, run.reserved, member, why)
    run.attempts.push(attempt.trace)
    attempt.fail(result, failure)
  }
  return { result }
}

/** Why the choice fell on a member, for the call's trace. */
function whyOf({ request }: Reserved, { strategy, session, nearTo }: Wish, { regionKey: region }: PoolCandidate): string {
  if (request.pin !== null) return 'the response lives there'
  const why = session === null ? strategyWords[strategy] : 'its session is drawn there'
  return nearTo !== null && region === nearTo ? `${why}, in the caller’s region` : why
}

const strategyWords = { weighted: 'its turn by weight', 'least-latency': 'the quickest lately', 'least-busy': 'the least busy' }

function wishOf({ call, key }: Reserved, { pool }: ModelEntry): Wish {
  const { affinity, prefersUserRegion } = pool.routing
  const near = prefersUserRegion ? call.header('x-user-region') : undefined
  return {
    strategy: pool.strategy,
    regions: key.subscription.tenant.regions,
    nearTo: near ? regionKey(near) : null,
    session: sessionOf(call, affinity),
  }
}

/** Waits before a retry; a caller that leaves ends it. */
function rest(ms: number, { call }: Reserved): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, ms)
    const stopListening = call.hangUp.onHangUp(finish)
    function finish(): void {
      clearTimeout(timer)
      stopListening()
      resolve()
    }
  })
}
