/** Step 5: the answer back to the caller, metered on the way; its last bytes only after the ledger has its line. */
import { toPublicId } from '@/lib/base/ids'
import type { ByteSink, HeaderList, Reply } from '@/lib/gateway/call'
import { asObject, type JsonObject } from '@/lib/gateway/json'
import { isPlain, type UpstreamOperation } from '@/lib/gateway/operations/operation-kinds'
import { textOfResponse } from '@/lib/gateway/operations/responses'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { serviceHeaders } from '@/lib/gateway/services/service-headers'
import { serviceUsageOf } from '@/lib/gateway/services/service-usage'
import type { GatewayState } from '@/lib/gateway/state'
import type { AnswerBody } from '@/lib/gateway/steps/answer-body'
import type { Canned, Forwarded } from '@/lib/gateway/steps/forward'
import { limitHeaders } from '@/lib/gateway/steps/limit-headers'
import { plainUsageOf } from '@/lib/gateway/steps/plain-usage'
import { relayStream } from '@/lib/gateway/steps/relay-stream'
import { replyCanned } from '@/lib/gateway/steps/reply-canned'
import { settle } from '@/lib/gateway/steps/settle'
import type { UpstreamHeader } from '@/lib/gateway/streams/attempt'
import { textOfChoice } from '@/lib/gateway/streams/chat-meter'
import { likelyTokens } from '@/lib/gateway/tokens/tokenizer'
import { noTokens, type TokenCounts, tokensOf, totalTokensOf } from '@/lib/policy/pricing/tokens'

/** What of an answer's headers goes on to the caller; cookies and everything unnamed stay here. */
const PASSED_HEADERS = [
  'openai-processing-ms',
  'openai-version',
  'openai-model',
  'x-ms-region',
  'apim-request-id',
  'x-ms-spillover-deployment',
  'azure-openai-deployment-utilization',
]

export async function relay(ports: GatewayPorts, state: GatewayState, forwarded: Forwarded | Canned): Promise<Reply> {
  if ('canned' in forwarded) return replyCanned(ports, state, forwarded)
  const { reserved, answer } = forwarded
  if (answer.kind === 'stream') {
    const headers = headersOf(forwarded, answer.header, [
      'content-type',
      'text/event-stream; charset=utf-8',
      'cache-control',
      'no-cache',
    ])
    // How long the answer will be is not known yet: the prompt is what is known to be consumed.
    const { tokensConsumed } = reserved.key.product.headerNames
    if (tokensConsumed !== undefined) headers.push(tokensConsumed, String(reserved.prompt.likely))
    return {
      status: answer.status,
      headers,
      body: { pipe: (sink: ByteSink) => relayStream(ports, state, forwarded, answer.stream, sink) },
    }
  }
  const { provider } = forwarded.target
  const isAnswered = answer.status < 400
  const body = answer.json
  const errorCode = asObject(body?.error)?.code
  const isBilled =
    (isAnswered && reserved.request.service === undefined) ||
    provider.isBilled(answer.status, typeof errorCode === 'string' ? errorCode : null)
  const counted = body?.usage ? provider.tokensOf(body.usage) : null
  const { operation } = reserved.request
  const plain = isAnswered ? unitsUsedBy(operation, forwarded, body) : null
  const tokens = plain?.tokens ?? counted ?? (isBilled ? estimateAnswer(forwarded, body?.whole() ?? null) : noTokens)
  const measured = plain ? plain.measured : counted ? 'measured' : isBilled ? 'estimated' : 'none'
  const last = forwarded.attempts.at(-1)
  if (last) last.usage = measured
  const { hasHungUp } = reserved.call.hangUp
  await settle(ports, state, reserved, {
    outcome: hasHungUp ? 'cancelled' : isAnswered ? 'answered' : 'failed',
    status: answer.status,
    code: isAnswered ? null : 'provider_refused',
    tokens,
    measured,
    target: forwarded.target,
    attempts: forwarded.attempts,
    firstByteMs: last?.durationMs ?? null,
    bytesOut: hasHungUp ? 0 : answer.body.length,
    units: plain?.units,
  })
  const headers = headersOf(forwarded, answer.header, ['content-type', answer.header('content-type') ?? 'application/json'])
  const { tokensConsumed } = reserved.key.product.headerNames
  if (tokensConsumed !== undefined) headers.push(tokensConsumed, String(totalTokensOf(tokens)))
  return { status: answer.status, headers, body: answer.body }
}

/** Of operations that are not paid by the token alone. */
function unitsUsedBy(operation: UpstreamOperation, { reserved, target }: Forwarded, body: AnswerBody | null) {
  if (isPlain(operation)) return plainUsageOf(operation, reserved, target, body?.whole() ?? null)
  return reserved.request.service ? serviceUsageOf(reserved.request, body?.whole() ?? null) : null
}

/** An answer without usable figures is counted with the model's own tokenizer: it is never free. */
function estimateAnswer({ reserved, target }: Forwarded, body: JsonObject | null): TokenCounts {
  if (reserved.request.operation === 'responses')
    return tokensOf(reserved.prompt.likely, likelyTokens(target.model.tokenizer, textOfResponse(body)))
  const choices = Array.isArray(body?.choices) ? body.choices : []
  const texts = choices.map((choice) => textOfChoice(asObject(choice), 'message') ?? '')
  const output = texts.reduce((sum, text) => sum + likelyTokens(target.model.tokenizer, text), 0)
  return tokensOf(reserved.prompt.likely, output)
}

function headersOf(forwarded: Forwarded, header: UpstreamHeader, headers: HeaderList): HeaderList {
  const { reserved, extraHeaders } = forwarded
  headers.push('x-request-id', toPublicId('call', reserved.id))
  for (const name of PASSED_HEADERS) {
    const value = header(name)
    if (value !== undefined) headers.push(name, value)
  }
  if (reserved.request.service) serviceHeaders(headers, forwarded, header)
  for (const text of extraHeaders) headers.push(text)
  if (reserved.request.dropped !== null) headers.push('x-tollgate-dropped', reserved.request.dropped.join(', '))
  if (reserved.bound.cap !== null) headers.push('x-tollgate-output-cap', String(reserved.bound.cap))
  limitHeaders(headers, reserved.dialect, reserved.views, reserved.startedAtMs, reserved.key.product.headerNames)
  return headers
}
