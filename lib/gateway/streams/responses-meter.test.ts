import o200k from 'gpt-tokenizer/encoding/o200k_base'
import { beforeAll, expect, it } from 'vitest'
import { createResponsesMeter } from '@/lib/gateway/streams/responses-meter'
import { addTokenizer } from '@/lib/gateway/tokens/tokenizer'

beforeAll(() => addTokenizer('o200k_base', o200k))

const event = (type: string, more: object = {}) => JSON.stringify({ type, ...more })

it('tells preamble, content and end apart, reads the usage, and puts the caller’s id into every event that carries the response', () => {
  const meter = createResponsesMeter('o200k_base', (response) => {
    response.id = `ours ${response.id}`
  })
  expect(meter.read(event('response.created', { response: { id: 'a', usage: null } }))).toBe('preamble')
  expect(meter.rewritten?.()?.toString()).toBe(
    'event: response.created\ndata: {"type":"response.created","response":{"id":"ours a","usage":null}}\n\n',
  )
  expect(meter.read(event('response.output_item.added'))).toBe('preamble')
  expect(meter.rewritten?.()).toBeNull()
  expect(meter.read(event('response.output_text.delta', { delta: 'hello world' }))).toBe('content')
  expect(meter.countOutput()).toBe(2)
  expect(meter.usage()).toBeNull()
  const usage = { input_tokens: 3, output_tokens: 2 }
  expect(meter.read(event('response.completed', { response: { id: 'a', usage } }))).toBe('done')
  expect(meter.usage()).toEqual(usage)
})

it('knows a failure and what is no event at all', () => {
  const meter = createResponsesMeter('o200k_base', () => {})
  expect(meter.read(event('response.failed', { response: {} }))).toBe('error')
  expect(meter.read(event('error', { code: 'server_error' }))).toBe('error')
  expect(meter.read('{"type": "resp')).toBe('invalid')
  expect(meter.read('{"choices": []}')).toBe('invalid')
})
