import o200k from 'gpt-tokenizer/encoding/o200k_base'
import { beforeAll, expect, it } from 'vitest'
import { createChatMeter, textOfChoice } from '@/lib/gateway/streams/chat-meter'
import { addTokenizer } from '@/lib/gateway/tokens/tokenizer'

beforeAll(() => addTokenizer('o200k_base', o200k))

const WORDS = 'hello world '.repeat(50)
const chunk = (delta: object, more: object = {}) => JSON.stringify({ choices: [{ index: 0, delta }], ...more })

it.each([
  ['content', WORDS],
  ['content', [{ type: 'text', text: WORDS }]],
  ['refusal', WORDS],
  ['reasoning_content', WORDS],
  ['reasoning', WORDS],
  ['function_call', { name: 'f', arguments: WORDS }],
  ['tool_calls', [{ index: 0, id: 'call_1', type: 'function', function: { arguments: WORDS } }]],
  ['tool_calls', [{ index: 0, id: 'call_1', type: 'custom', custom: { input: WORDS } }]],
  ['audio', { id: 'audio_1', transcript: WORDS, data: 'AAAA'.repeat(1_000) }],
  ['something_new', { within: [{ something: WORDS }] }],
])('counts the words of %s, and takes them for content', (name, value) => {
  const meter = createChatMeter('o200k_base')
  expect(meter.read(chunk({ role: 'assistant', [name]: value }))).toBe('content')
  expect(meter.countOutput()).toBeGreaterThan(98)
  expect(meter.countOutput()).toBeLessThan(105)
  expect(textOfChoice({ message: { role: 'assistant', [name]: value } }, 'message')).toContain(WORDS)
})

it('takes a role and empty fields for preamble, and counts nothing', () => {
  const meter = createChatMeter('o200k_base')
  for (const delta of [{}, { role: 'assistant', content: '' }, { content: null, tool_calls: [], audio: {}, end_turn: false }])
    expect(meter.read(chunk(delta))).toBe('preamble')
  expect(meter.read(JSON.stringify({ choices: [] }))).toBe('preamble')
  expect(meter.countOutput()).toBe(0)
})

it('takes sound without words for content', () => {
  expect(createChatMeter('o200k_base').read(chunk({ audio: { data: 'AAAA' } }))).toBe('content')
})

it('counts once what is said under two names', () => {
  const meter = createChatMeter('o200k_base')
  meter.read(chunk({ reasoning: WORDS, reasoning_details: [{ type: 'reasoning.text', text: WORDS, format: 'unknown' }] }))
  expect(meter.countOutput()).toBeLessThan(105)
})

it('walks what is nested deeper than a stack', () => {
  const meter = createChatMeter('o200k_base')
  const deep = `{"choices":[{"delta":{"x":${'['.repeat(200_000)}"hello"${']'.repeat(200_000)}}}]}`
  expect(meter.read(deep)).toBe('content')
  expect(meter.countOutput()).toBe(1)
})

it('takes a usage with words after it for what had been used by then, and the last one for the truth', () => {
  const meter = createChatMeter('o200k_base')
  const usage = { prompt_tokens: 3, completion_tokens: 0 }
  expect(meter.read(JSON.stringify({ choices: [], usage }))).toBe('usage')
  expect(meter.usage()).toEqual(usage)
  meter.read(chunk({ content: WORDS }))
  expect(meter.usage()).toBeNull()
  meter.read(chunk({ content: WORDS }, { usage: { prompt_tokens: 3, completion_tokens: 200 } }))
  meter.read(JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }))
  expect(meter.usage()).toEqual({ prompt_tokens: 3, completion_tokens: 200 })
})
