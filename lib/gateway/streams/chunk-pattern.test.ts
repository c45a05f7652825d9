import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createChatMeter } from '@/lib/gateway/streams/chat-meter'
import { ChunkPattern } from '@/lib/gateway/streams/chunk-pattern'

const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_750_000_000, model: 'gpt-4o' }
const chunk = (content: string, more: object = {}) =>
  JSON.stringify({ ...head, choices: [{ index: 0, delta: { content }, finish_reason: null }], ...more })
const event = (data: string) => Buffer.from(`data: ${data}\n\n`)

it('knows the words of a chunk that differs in them alone', () => {
  const pattern = new ChunkPattern()
  expect(pattern.textOf(event(chunk('a')))).toBeNull()
  pattern.learn(event(chunk('Once')), 'Once')
  expect(pattern.textOf(event(chunk(' upon a time')))).toBe(' upon a time')
  expect(pattern.textOf(event(chunk('ö €')))).toBe('ö €')
})

it.each([
  ['no words', chunk('')],
  ['what is written with an escape', chunk('a "quoted" word')],
  ['a line end', chunk('\n')],
  ['another id', chunk('a').replace('chatcmpl-1', 'chatcmpl-2')],
  ['a usage behind', chunk('a', { usage: { prompt_tokens: 1 } })],
  ['a second field within', chunk('a').replace('"a"', '"a","refusal":"b"')],
  ['words that end elsewhere', chunk('a').replace('"a"', '"a"},"x":{"y":"b"')],
  ['a raw control character', chunk('a').replace('"a"', '"\u0001"')],
  ['half of it', chunk('a').slice(0, -3)],
  ['less than both ends', chunk('')],
])('leaves %s to be read whole', (_what, data) => {
  const pattern = new ChunkPattern()
  pattern.learn(event(chunk('Once')), 'Once')
  expect(pattern.textOf(event(data))).toBeNull()
})

it('learns where the words are, though others are the same', () => {
  const pattern = new ChunkPattern()
  pattern.learn(event(chunk('gpt-4o')), 'gpt-4o')
  expect(pattern.textOf(event(chunk('hello')))).toBe('hello')
  expect(pattern.textOf(event(chunk('gpt-4o').replace('"model":"gpt-4o"', '"model":"other"')))).toBeNull()
})

it('learns nothing from words that stand there twice under one name', () => {
  const pattern = new ChunkPattern()
  const data = '{"choices":[{"delta":{"content":"a","content":"b"}}]}'
  pattern.learn(event(data), 'a')
  expect(pattern.textOf(event(data))).toBeNull()
  pattern.learn(event(data), 'b')
  expect(pattern.textOf(event(data.replace('"b"', '"c"')))).toBe('c')
})

it('gives up where every chunk differs elsewhere too', () => {
  const pattern = new ChunkPattern()
  for (let i = 0; i < 3; i++) pattern.learn(event(chunk('word', { obfuscation: `x${i}` })), 'word')
  pattern.learn(event(chunk('word')), 'word')
  expect(pattern.textOf(event(chunk('word')))).toBeNull()
})

it('reads a stream as one does who reads every chunk whole', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('', 'gpt-4o', 'stop', ' the', '"', '\\', '\n', '\u2028', '}', '",'),
  )
  const more = fc.constantFrom<object>(
    {},
    {},
    {},
    { usage: null },
    { usage: { prompt_tokens: 3, completion_tokens: 4 } },
    { error: { message: 'broken' } },
    { choices: [] },
    { choices: [{ index: 0, delta: { role: 'assistant', content: 'hi' } }] },
    { choices: [{ index: 0, delta: { content: 'end' }, finish_reason: 'stop' }] },
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(words, more), { minLength: 2, maxLength: 12 }), (parts) => {
      const stream = createChatMeter('o200k_base')
      let text = ''
      for (const [content, rest] of parts) {
        const data = chunk(content, rest)
        // Told one chunk alone, a meter has learned nothing.
        const single = createChatMeter('o200k_base')
        expect(stream.recognise?.(event(data)) ?? stream.read(data)).toBe(single.read(data))
        const parsed = JSON.parse(data)
        if (parsed.error === undefined) text += parsed.choices[0]?.delta.content ?? ''
        if (single.usage() !== null && content === '') expect(stream.usage()).toEqual(single.usage())
      }
      const whole = createChatMeter('o200k_base')
      whole.read(chunk(text))
      expect(stream.countOutput()).toBe(whole.countOutput())
    }),
    { numRuns: 300 },
  )
})
