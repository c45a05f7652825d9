/** What the plain answer of such a backend is worth, and what its caller gets to read. */
import { toPublicId } from '@/lib/base/ids'
import { knownCodeOf } from '@/lib/gateway/chat/known-code'
import type { AskedFor } from '@/lib/gateway/chat/wire'
import { encodeOpenaiAnswer } from '@/lib/gateway/dialects/openai-chat/encode-answer'
import { asObject, type JsonObject } from '@/lib/gateway/json'
import { parseField } from '@/lib/gateway/json-fields'
import { Refusal } from '@/lib/gateway/refusal'
import { AnswerBody } from '@/lib/gateway/steps/answer-body'
import type { Target } from '@/lib/gateway/steps/candidates'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import type { Attempted, UpstreamHeader } from '@/lib/gateway/streams/attempt'
import { type Passage, passageOf } from '@/lib/gateway/translation/foreign'

export type PlainAnswer = Extract<Attempted, { kind: 'answer' }>

export type ForeignVerdict =
  | { kind: 'answer'; answer: PlainAnswer & { json: AnswerBody | null } }
  | { kind: 'invalid' }
  | { kind: 'misconfigured' }

export function judgeForeignAnswer(reserved: Reserved, target: Target, attempted: PlainAnswer): ForeignVerdict {
  const { status } = attempted
  if (status < 200 || status > 599) return { kind: 'invalid' }
  if (status >= 300 && status < 400) return { kind: 'misconfigured' }
  const passage = passageOf(reserved.request, target.provider)
  const body = asObject(parseField(attempted.body))
  try {
    return status >= 400 ? refused(reserved, passage, attempted, body) : answered(reserved, passage, attempted, body)
  } catch {
    // Nested deeper than any stack, or longer than any text.
    return { kind: 'invalid' }
  }
}

export function askedForOf({ request, pathModel, startedAtMs, id }: Reserved): AskedFor {
  const model = pathModel ?? (typeof request.body.model === 'string' ? request.body.model : '')
  return { model, createdAtMs: startedAtMs, callId: id, wantsUsage: request.wantsUsage, body: request.body }
}

const wrongThere = new Set([401, 403, 404, 405, 407])

export function refused(
  reserved: Reserved,
  { to, isPassed }: Passage,
  attempted: PlainAnswer,
  body: JsonObject | null,
): ForeignVerdict {
  const { status, header } = attempted
  const error = to.decodeError(status, body)
  const code = knownCodeOf(error)
  if (wrongThere.has(status) || error.isOurs) return { kind: 'misconfigured' }
  const json = AnswerBody.of(null, { code }, null)
  if (isPassed && body !== null) return { kind: 'answer', answer: { ...attempted, json } }
  const refusal = new Refusal('provider_refused', error.message, {
    status,
    param: error.param ?? undefined,
    providerCode: code ?? undefined,
  })
  const written = reserved.dialect.errorBody(refusal, toPublicId('call', reserved.id))
  return { kind: 'answer', answer: { kind: 'answer', status, header: asJson(header), body: bytesOf(written), json } }
}

function answered(
  reserved: Reserved,
  { from, to, isPassed }: Passage,
  attempted: PlainAnswer,
  body: JsonObject | null,
): ForeignVerdict {
  const answer = body && to.decodeAnswer(body)
  if (!body || !answer) return { kind: 'invalid' }
  const asked = askedForOf(reserved)
  const json = AnswerBody.of(
    to.usageOf(body),
    null,
    reserved.request.operation === 'responses' ? from.encodeAnswer(answer, asked) : encodeOpenaiAnswer(answer, asked),
  )
  if (isPassed) return { kind: 'answer', answer: { ...attempted, json } }
  const written = bytesOf(from.encodeAnswer(answer, asked))
  return { kind: 'answer', answer: { kind: 'answer', status: 200, header: asJson(attempted.header), body: written, json } }
}

export function bytesOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}

/** The provider's own type of content was that of its own body. */
export function asJson(header: UpstreamHeader): UpstreamHeader {
  return (name) => (name === 'content-type' ? 'application/json' : header(name))
}
