/** The events of a stream as chunks of a chat completion. https://platform.openai.com/docs/api-reference/chat/streaming */
import type { ChatEvent } from '@/lib/gateway/chat/chat-answer'
import type { AskedFor, StreamEncoder } from '@/lib/gateway/chat/wire'
import {
  annotationOf,
  completionId,
  finishOf,
  openaiUsage,
  signatureOf,
  thoughtBlock,
} from '@/lib/gateway/dialects/openai-chat/encode-answer'
import type { JsonObject } from '@/lib/gateway/json'
import { noTokens, type TokenCounts } from '@/lib/policy/pricing/tokens'

export function createOpenaiEncoder(asked: AskedFor): StreamEncoder {
  let head: JsonObject = headOf('', asked)
  let tokens: TokenCounts | null = null
  const begun = new Set<number>()
  const thoughts = new Map<number, string>()

  const chunk = (choices: unknown[], more: JsonObject = {}) => `data: ${JSON.stringify({ ...head, choices, ...more })}\n\n`
  const delta = (choice: number, part: JsonObject, finish: string | null = null) => {
    const opening = begun.has(choice) ? {} : { role: 'assistant', content: '' }
    begun.add(choice)
    return chunk([{ index: choice, delta: { ...opening, ...part }, logprobs: null, finish_reason: finish }])
  }

  const encode = (event: ChatEvent): string => {
    switch (event.kind) {
      case 'start':
        head = headOf(event.id, asked)
        tokens = event.tokens
        return delta(0, {})
      case 'text':
        return delta(event.choice, { content: event.text })
      case 'citation':
        return delta(event.choice, { annotations: [annotationOf(event.citation)] })
      case 'reasoning':
        thoughts.set(event.choice, (thoughts.get(event.choice) ?? '') + event.text)
        return delta(event.choice, { reasoning_content: event.text })
      case 'signature': {
        const text = thoughts.get(event.choice) ?? ''
        thoughts.delete(event.choice)
        return delta(event.choice, { thinking_blocks: [thoughtBlock({ kind: 'reasoning', text, signature: event.signature })] })
      }
      case 'redacted':
        return delta(event.choice, { thinking_blocks: [thoughtBlock({ kind: 'reasoning', text: '', redacted: event.data })] })
      case 'toolStart': {
        const signed = event.signature === undefined ? {} : signatureOf(event.signature)
        const call = {
          index: event.tool,
          id: event.id,
          type: 'function',
          function: { name: event.name, arguments: '' },
          ...signed,
        }
        return delta(event.choice, { tool_calls: [call] })
      }
      case 'toolInput':
        return delta(event.choice, { tool_calls: [{ index: event.tool, function: { arguments: event.input } }] })
      case 'stop':
        return delta(event.choice, {}, finishOf(event.stop))
      case 'usage':
        tokens = event.tokens
        return ''
      case 'end': {
        const usage = asked.wantsUsage ? chunk([], { usage: openaiUsage(tokens ?? noTokens) }) : ''
        return `${usage}data: [DONE]\n\n`
      }
      case 'error':
        return ''
    }
  }
  return { write: (events) => events.map(encode).join('') }
}

function headOf(id: string, asked: AskedFor): JsonObject {
  return {
    id: completionId(id, asked),
    object: 'chat.completion.chunk',
    created: Math.floor(asked.createdAtMs / 1000),
    model: asked.model,
  }
}
