import { expect, it } from 'vitest'
import type { ChatEvent } from '@/lib/gateway/chat/chat-answer'
import type { AskedFor } from '@/lib/gateway/chat/wire'
import { createAnthropicEncoder } from '@/lib/gateway/dialects/anthropic/encode-stream'
import { createGeminiEncoder } from '@/lib/gateway/dialects/gemini/encode-stream'
import { asObject, type JsonObject } from '@/lib/gateway/json'

const asked = { model: 'm', createdAtMs: 0, callId: 'c', wantsUsage: true, body: {} } as unknown as AskedFor

const say = (text: string): ChatEvent => ({ kind: 'text', choice: 0, text })
const call = (tool: number, id: string): ChatEvent => ({ kind: 'toolStart', choice: 0, tool, id, name: 'find' })
const give = (tool: number, input: string): ChatEvent => ({ kind: 'toolInput', choice: 0, tool, input })
const ending: ChatEvent[] = [{ kind: 'stop', choice: 0, stop: 'tools', sequence: null }, { kind: 'end' }]

/** One event after the other, as they come over a connection. */
function told(encoder: { write(events: readonly ChatEvent[]): string }, events: ChatEvent[]): JsonObject[] {
  const start: ChatEvent = { kind: 'start', id: 'a', tokens: null }
  const written = [start, ...events, ...ending].map((one) => encoder.write([one])).join('')
  return written.split('\n').flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6)) as JsonObject] : []))
}

/** Words and calls in the order a reader of Anthropic's stream puts them together; its blocks never overlap. */
function blocksOf(events: ChatEvent[]): string[] {
  const blocks: string[] = []
  let open: number | null = null
  for (const one of told(createAnthropicEncoder(asked), events)) {
    if (one.type === 'content_block_start') {
      expect(open).toBeNull()
      open = one.index as number
      blocks[open] = `${asObject(one.content_block)?.id ?? ''}:`
    } else if (one.type === 'content_block_delta') {
      expect(one.index).toBe(open)
      const delta = asObject(one.delta) ?? {}
      blocks[one.index as number] += String(delta.text ?? delta.partial_json)
    } else if (one.type === 'content_block_stop') open = null
  }
  return blocks
}

function partsOf(events: ChatEvent[]): string[] {
  return told(createGeminiEncoder(asked), events).flatMap(({ candidates }) =>
    (candidates as { content: { parts: JsonObject[] } }[]).flatMap(({ content }) =>
      content.parts.flatMap((part) => {
        const made = asObject(part.functionCall)
        if (made) return [`${made.id}:${JSON.stringify(made.args)}`]
        return part.text === '' ? [] : [`:${part.text}`]
      }),
    ),
  )
}

it('words in the middle of a call are told behind it', () => {
  const events = [call(0, 'one'), say('\n'), give(0, '{"a":'), say('well'), give(0, '1}')]
  expect(blocksOf(events)).toEqual(['one:{"a":1}', ':\nwell'])
  expect(partsOf(events).sort()).toEqual([':\n', ':well', 'one:{"a":1}'])
})

it('words behind a call that is whole do not wait', () => {
  const events = [say('first'), call(0, 'one'), give(0, '{"a":1}'), say('then'), call(1, 'two'), give(1, '{}')]
  const expected = [':first', 'one:{"a":1}', ':then', 'two:{}']
  expect(blocksOf(events)).toEqual(expected)
  expect(partsOf(events)).toEqual(expected)
})

it('a call without input, and words behind it, are both told', () => {
  const events = [call(0, 'one'), say('then'), call(1, 'two'), give(1, '{}')]
  expect(blocksOf(events)).toEqual(['one:', ':then', 'two:{}'])
  expect(partsOf(events).sort()).toEqual([':then', 'one:{}', 'two:{}'])
})
