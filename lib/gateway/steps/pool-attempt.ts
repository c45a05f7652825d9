/** One attempt at one member: sent, heard, judged, and told to the pool exactly once. */

import type { JsonObject } from '@/lib/gateway/json'
import { renameResponse, wrapResponseId } from '@/lib/gateway/operations/response-ids'
import type { PoolStates } from '@/lib/gateway/pool-states'
import type { GatewayPorts, UpstreamRequest } from '@/lib/gateway/ports'
import { azureTold } from '@/lib/gateway/providers/azure-told'
import type { AnswerBody } from '@/lib/gateway/steps/answer-body'
import type { PoolCandidate, Target } from '@/lib/gateway/steps/candidates'
import { judgeAnswer } from '@/lib/gateway/steps/judge-answer'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { retryAfterOf } from '@/lib/gateway/steps/retry-after'
import { Attempt, type Attempted } from '@/lib/gateway/streams/attempt'
import { type ChatMeter, createChatMeter } from '@/lib/gateway/streams/chat-meter'
import { createResponsesMeter } from '@/lib/gateway/streams/responses-meter'
import { isForeign } from '@/lib/gateway/translation/foreign'
import { judgeForeignAnswer } from '@/lib/gateway/translation/foreign-answer'
import { hasForeignEmbeddings, judgeEmbeddings } from '@/lib/gateway/translation/foreign-embeddings'
import { createForeignMeter } from '@/lib/gateway/translation/foreign-meter'
import type { AttemptTrace } from '@/lib/gateway/usage-entry'
import { type AttemptResult, isFailure } from '@/lib/policy/pools/breaker'
import type { Deadlines } from '@/lib/policy/pools/pool'

/** A plain answer comes with its body read: judging needs it, and so does everybody after. */
export type Answer =
  | (Extract<Attempted, { kind: 'answer' }> & { json: AnswerBody | null })
  | Extract<Attempted, { kind: 'stream' }>

export type AttemptOutcome = { answer: Answer } | { result: AttemptResult }

/** A member that answers, but wrongly, must not look like the quickest. */
const WRONG_ANSWER_MS = 10_000
/** How long an answer is read to its end for its usage after its caller has left. */
const DRAIN_MS = 120_000

export class PoolAttempt {
  readonly member: PoolCandidate
  readonly trace: AttemptTrace
  /** Its caller hung up while it was under way. */
  isLeft = false
  private readonly ports: GatewayPorts
  private readonly pools: PoolStates
  private readonly reserved: Reserved
  private readonly startMs: number
  private readonly isProbe: boolean
  private attempt: Attempt | null = null
  private isOver = false

  constructor(ports: GatewayPorts, pools: PoolStates, reserved: Reserved, member: PoolCandidate, why: string) {
    this.ports = ports
    this.pools = pools
    this.reserved = reserved
    this.member = member
    this.startMs = ports.clock.now()
    this.isProbe = pools.begin(member.live, this.startMs)
    this.trace = {
      backendId: member.backendId,
      why: this.isProbe ? 'to see whether it is back' : why,
      startMs: this.startMs - reserved.startedAtMs,
      durationMs: 0,
      status: null,
      failure: null,
      usage: 'none',
    }
  }

  /** Sends it. What it comes to is to be judged next. */
  send(request: UpstreamRequest, deadlines: Deadlines, leftMs: number): Promise<Attempted> {
    const { isStream } = this.reserved.request
    try {
      this.attempt = new Attempt(this.ports.upstream, request, isStream ? this.meter() : null, {
        attemptMs: deadlines.attemptMs,
        wholeMs: leftMs,
      })
      if (this.reserved.call.hangUp.hasHungUp) this.leave()
      return this.attempt.done
    } catch (error) {
      this.end('aborted')
      throw error
    }
  }

  /** Says what came of it. An answer's attempt is over where the answer is whole; a stream's ends later. */
  judge(attempted: Attempted): AttemptOutcome {
    try {
      return this.judgeIt(attempted)
    } catch (error) {
      // A defect of ours says nothing about the backend, and must not count as a call under way for ever.
      this.end('aborted')
      throw error
    }
  }

  /** The caller has gone: cancelled, or read to its end for its true usage, within bounds. */
  leave(): void {
    if (this.isOver) return
    this.isLeft = true
    if (isDrained(this.member.target, this.reserved.request.isStream)) this.attempt?.limitTo(DRAIN_MS)
    else this.attempt?.abort()
  }

  /** Tells the pool how it ended. */
  end(result: AttemptResult | 'aborted'): void {
    if (this.isOver) return
    this.isOver = true
    const nowMs = this.ports.clock.now()
    this.trace.durationMs = nowMs - this.startMs
    const told = this.attempt?.isCutShort ? 'aborted' : result
    this.pools.end(this.member.live, this.rule, told, this.isProbe, nowMs)
  }

  private get rule() {
    return this.member.target.model.pool.breaker
  }

  private get isForeign(): boolean {
    const { request } = this.reserved
    const { provider } = this.member.target
    return isForeign(request, provider) || hasForeignEmbeddings(request, provider)
  }

  private meter(): ChatMeter {
    const { tokenizer } = this.member.target.model
    if (isForeign(this.reserved.request, this.member.target.provider))
      return createForeignMeter(this.reserved, this.member.target)
    if (this.reserved.request.operation !== 'responses') return createChatMeter(tokenizer)
    return createResponsesMeter(tokenizer, (response) => this.rename(response))
  }

  /** As it came; of the Responses API with ids that say where it lives. Null where it cannot be written again. */
  private bodyOf(body: Buffer, json: AnswerBody | null): Buffer | null {
    if (this.reserved.request.operation !== 'responses') return body
    const response = json?.whole()
    if (response?.object !== 'response') return body
    this.rename(response)
    try {
      return Buffer.from(JSON.stringify(response))
    } catch {
      // Nested deeper than any stack, or longer than any text.
      return null
    }
  }

  private rename(response: JsonObject): void {
    const { key, request } = this.reserved
    const { backendId } = this.member
    const wrap = (id: string) => wrapResponseId(this.ports.digestKey, key.subscription.tenant.id, backendId, id)
    renameResponse(response, wrap, request.pin)
  }

  private judgeIt(attempted: Attempted): AttemptOutcome {
    if (attempted.kind === 'failure') return this.fail({ error: attempted.failure }, attempted.failure)
    const { status, header } = attempted
    const nowMs = this.ports.clock.now()
    this.trace.status = status
    if (this.member.target.provider.name === 'azure-openai') this.trace.told = azureTold(header)
    if (attempted.kind === 'stream') {
      this.pools.measure(this.member.live, nowMs - this.startMs, nowMs)
      return { answer: attempted }
    }
    const result: AttemptResult = { status, retryAfterMs: status < 300 ? null : retryAfterOf(header, nowMs) }
    if (isFailure(this.rule, result)) return this.fail(result, `status ${status}`)
    if (this.isForeign) return this.judgeForeign(attempted, result)
    const verdict = judgeAnswer(this.reserved.request, status, attempted.body)
    if (verdict.kind === 'invalid') return this.fail({ error: 'invalid' }, `status ${status}, no answer of this wire`)
    if (verdict.kind === 'misconfigured') {
      this.pools.measure(this.member.live, WRONG_ANSWER_MS, nowMs)
      return this.fail(result, `status ${status}`)
    }
    const body = this.bodyOf(attempted.body, verdict.json)
    if (body === null) return this.fail({ error: 'invalid' }, `status ${status}, nested too deeply`)
    this.pools.measure(this.member.live, nowMs - this.startMs, nowMs)
    this.end(result)
    return { answer: { kind: 'answer', status, header, body, json: verdict.json } }
  }

  private judgeForeign(attempted: Extract<Attempted, { kind: 'answer' }>, result: AttemptResult): AttemptOutcome {
    const nowMs = this.ports.clock.now()
    const { target } = this.member
    const judge = hasForeignEmbeddings(this.reserved.request, target.provider) ? judgeEmbeddings : judgeForeignAnswer
    const verdict = judge(this.reserved, target, attempted)
    if (verdict.kind === 'invalid') return this.fail({ error: 'invalid' }, `status ${attempted.status}, no answer of this wire`)
    if (verdict.kind === 'misconfigured') {
      this.pools.measure(this.member.live, WRONG_ANSWER_MS, nowMs)
      return this.fail(result, `status ${attempted.status}`)
    }
    this.pools.measure(this.member.live, nowMs - this.startMs, nowMs)
    this.end(result)
    return { answer: verdict.answer }
  }

  /** It came to nothing. */
  fail(result: AttemptResult, failure: string): AttemptOutcome {
    this.trace.failure = failure
    this.end('error' in result && result.error === 'aborted' ? 'aborted' : result)
    return { result }
  }
}

/**
 * Is an answer read to its end after its caller has left? Where the backend does not say: plain answers, which the provider
 * bills whole, and models whose reasoning nobody sees passing.
 */
export function isDrained({ backend, model }: Target, isStream: boolean): boolean {
  return backend.drainOnHangUp ?? (!isStream || model.capabilities.has('reasoning'))
}
