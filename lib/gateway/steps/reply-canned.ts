/** The canned answer of a pool that nobody else could answer for: the caller's own wire, no backend, no cost. */
import { toPublicId } from '@/lib/base/ids'
import type { HeaderList, Reply } from '@/lib/gateway/call'
import type { GatewayPorts } from '@/lib/gateway/ports'
import type { GatewayState } from '@/lib/gateway/state'
import type { Canned } from '@/lib/gateway/steps/forward'
import { limitHeaders } from '@/lib/gateway/steps/limit-headers'
import { settle } from '@/lib/gateway/steps/settle'
import { foreignCanned } from '@/lib/gateway/translation/foreign-canned'
import { noTokens } from '@/lib/policy/pricing/tokens'

export async function replyCanned(ports: GatewayPorts, state: GatewayState, canned: Canned): Promise<Reply> {
  const { request, call } = canned
  const written =
    request.wire !== null
      ? foreignCanned(canned, request.wire, canned.canned)
      : request.isStream
        ? streamOf(canned)
        : JSON.stringify(wholeOf(canned))
  const body = Buffer.from(written)
  await settle(ports, state, canned, {
    outcome: call.hangUp.hasHungUp ? 'cancelled' : 'answered',
    status: 200,
    code: 'canned_answer',
    tokens: noTokens,
    measured: 'none',
    target: null,
    attempts: canned.attempts,
    firstByteMs: null,
    bytesOut: body.length,
  })
  const headers: HeaderList = ['content-type', request.isStream ? 'text/event-stream; charset=utf-8' : 'application/json']
  headers.push('x-request-id', toPublicId('call', canned.id), 'x-tollgate-fallback', 'answer')
  limitHeaders(headers, canned.dialect, canned.views, canned.startedAtMs, canned.key.product.headerNames)
  return { status: 200, headers, body }
}

const noUsage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }

function wholeOf(canned: Canned): object {
  const message = { role: 'assistant', content: canned.canned, refusal: null }
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }]
  return { ...headOf(canned, 'chat.completion'), choices, usage: noUsage }
}

function streamOf(canned: Canned): string {
  const head = headOf(canned, 'chat.completion.chunk')
  const chunk = (delta: object, finish_reason: string | null) => ({ ...head, choices: [{ index: 0, delta, finish_reason }] })
  const chunks: object[] = [chunk({ role: 'assistant', content: '' }, null), chunk({ content: canned.canned }, null)]
  chunks.push(chunk({}, 'stop'))
  if (canned.request.wantsUsage) chunks.push({ ...head, choices: [], usage: noUsage })
  return [...chunks.map((one) => JSON.stringify(one)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('')
}

function headOf({ id, startedAtMs, model }: Canned, object: string): object {
  return { id: `chatcmpl-${id.replaceAll('-', '')}`, object, created: Math.floor(startedAtMs / 1000), model: model.name }
}
