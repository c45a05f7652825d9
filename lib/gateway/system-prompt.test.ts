import { expect, it } from 'vitest'
import type { Reply } from '@/lib/gateway/call'
import { decodeGeminiCall } from '@/lib/gateway/dialects/gemini/decode-call'
import { decodeResponsesCall } from '@/lib/gateway/dialects/openai-responses/decode-call'
import type { JsonObject } from '@/lib/gateway/json'
import { shortReply } from '@/lib/gateway/short-answer'
import { putSystemPrompt } from '@/lib/gateway/system-prompt'

const put = (dialect: Parameters<typeof putSystemPrompt>[0], body: JsonObject, operation = 'chat') => {
  putSystemPrompt(dialect, operation, body, 'be kind')
  return body
}
const user = { role: 'user', content: 'hi' }
const system = { role: 'system', content: 'be kind' }

it.each<[Parameters<typeof put>[0], string, JsonObject, JsonObject]>([
  ['openai', 'chat', { messages: [user] }, { messages: [system, user] }],
  [
    'azure-openai',
    'chat',
    { messages: [{ role: 'system', content: 'x' }] },
    { messages: [system, { role: 'system', content: 'x' }] },
  ],
  ['openai', 'chat', { prompt: 'hi' }, { messages: [system, user] }],
  ['openai', 'chat', { messages: 'nonsense' }, { messages: 'nonsense' }],
  ['openai', 'responses', { input: 'hi' }, { input: 'hi', instructions: 'be kind' }],
  ['openai', 'responses', { instructions: 'be brief' }, { instructions: 'be kind\n\nbe brief' }],
  ['openai', 'embeddings', { input: 'hi' }, { input: 'hi' }],
  ['anthropic', 'chat', {}, { system: 'be kind' }],
  ['anthropic', 'chat', { system: 'be brief' }, { system: 'be kind\n\nbe brief' }],
  [
    'anthropic',
    'chat',
    { system: [{ type: 'text', text: 'x' }] },
    {
      system: [
        { type: 'text', text: 'be kind' },
        { type: 'text', text: 'x' },
      ],
    },
  ],
  ['gemini', 'chat', {}, { systemInstruction: { parts: [{ text: 'be kind' }] } }],
  [
    'gemini',
    'chat',
    { system_instruction: { parts: [{ text: 'x' }] } },
    { system_instruction: { parts: [{ text: 'be kind' }, { text: 'x' }] } },
  ],
])('what a product says comes first in %s %s', (dialect, operation, body, expected) => {
  expect(put(dialect, body, operation)).toEqual(expected)
})

it.each<[JsonObject, unknown[]]>([
  [{ system_instruction: { parts: [] }, systemInstruction: { parts: [{ text: 'mine' }] } }, ['be kind', 'mine']],
  [
    { systemInstruction: { parts: [{ text: 'mine' }] }, system_instruction: { parts: [{ text: 'other' }] } },
    ['be kind', 'other'],
  ],
  [{ system_instruction: null, systemInstruction: { parts: [{ text: 'mine' }] } }, ['be kind', 'mine']],
  [{ systemInstruction: 'mine' }, ['be kind', 'mine']],
  [{ systemInstruction: { parts: { text: 'mine' } } }, ['be kind', 'mine']],
])('whatever a caller names its instruction in Gemini’s dialect, what the product says is read first: %j', (given, expected) => {
  const contents = [{ role: 'user', parts: [{ text: 'hi' }] }]
  const { messages } = decodeGeminiCall(put('gemini', { ...given, contents }))
  expect(messages[0]).toEqual({ role: 'system', parts: expected.map((text) => ({ kind: 'text', text })) })
})

it.each<[Parameters<typeof put>[0], string, string]>([
  ['openai', 'responses', 'instructions'],
  ['anthropic', 'chat', 'system'],
  ['gemini', 'chat', 'systemInstruction'],
])('what is no text is refused before it stands in the product’s place: %s %s', (dialect, operation, name) => {
  for (const said of [5, true, ...(dialect === 'openai' ? [{}, ['x']] : [])])
    expect(() => put(dialect, { [name]: said }, operation)).toThrow(`'${name}' must be a text.`)
})

it('instructions that are no text are refused at every provider, product or not', () => {
  for (const instructions of [['x'], {}, 5])
    expect(() => decodeResponsesCall({ input: 'hi', instructions })).toThrow("'instructions' must be a text.")
  for (const instructions of [null, undefined, ''])
    expect(decodeResponsesCall({ input: 'hi', instructions }).messages.map(({ role }) => role)).toEqual(['user'])
})

const reply = (body: unknown, more: Partial<Reply> = {}): Reply => ({
  status: 200,
  headers: ['content-type', 'application/json', 'x-request-id', 'req_1'],
  body: Buffer.from(JSON.stringify(body)),
  ...more,
})
const shortOf = (given: Reply) => JSON.parse(String(shortReply(given).body))
const whole = {
  id: 'a',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  usage: { total_tokens: 3 },
  choices: [{ message: { content: 'hello' } }],
}

it('a short answer has the words, what they cost, and nothing else', () => {
  expect(shortOf(reply(whole))).toEqual({ id: 'a', created: 1, answer: 'hello', usage: { total_tokens: 3 }, model: 'm' })
  expect(shortOf(reply({ ...whole, choices: [...whole.choices, { message: { content: null } }] })).answer).toEqual([
    'hello',
    null,
  ])
  expect(shortReply(reply(whole)).headers).toContain('x-request-id')
})

it('refusals, streams and what is no chat stay as they are', () => {
  for (const other of [
    reply(whole, { status: 400 }),
    reply(whole, { headers: ['content-type', 'text/event-stream'] }),
    reply({ object: 'list', data: [] }),
    reply('text'),
    reply(whole, { body: { pipe() {} } }),
  ])
    expect(shortReply(other)).toBe(other)
})
