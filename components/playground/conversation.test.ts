import { expect, test } from 'vitest'
import { type Answer, bodyOf, firstSettings, newAnswer, type Turn, troubleOf } from '@/components/playground/conversation'

const settings = { ...firstSettings, models: ['small', 'large'] }
const turn = (text: string, answers: Partial<Answer>[] = [], more: Partial<Turn> = {}): Turn => ({
  text,
  images: [],
  toolResults: {},
  answers: answers.map((answer) => ({ ...newAnswer('small'), ...answer })),
  ...more,
})

test('each model is told what it said itself, and nothing of the other', () => {
  const turns = [turn('Hi', [{ text: 'from small' }, { text: 'from large' }]), turn('And?', [{}, {}])]
  expect(bodyOf({ ...settings, system: ' Be brief. ' }, turns, 1)).toEqual({
    model: 'large',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'from large' },
      { role: 'user', content: 'And?' },
    ],
  })
})

test('an image goes beside the text, and parameters only where they were set', () => {
  const turns = [turn('What is it?', [], { images: ['data:image/png;base64,AA=='] })]
  expect(bodyOf({ ...settings, temperature: '0', maxTokens: '50' }, turns, 0)).toEqual({
    model: 'small',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
        ],
      },
    ],
    temperature: 0,
    max_tokens: 50,
  })
})

test('a tool that was called is answered before anything else is said', () => {
  const toolCalls = [{ id: 'c1', name: 'weather', arguments: '{"city":"Oslo"}' }]
  const turns = [turn('Weather?', [{ toolCalls }]), turn('', [{}], { toolResults: { c1: 'rain' } })]
  expect(bodyOf({ ...settings, tools: '[{"type":"function"}]' }, turns, 0)).toMatchObject({
    tools: [{ type: 'function' }],
    messages: [
      { role: 'user', content: 'Weather?' },
      { role: 'assistant', content: null, tool_calls: [{ id: 'c1', function: { name: 'weather' } }] },
      { role: 'tool', tool_call_id: 'c1', content: 'rain' },
    ],
  })
})

test('what is typed and cannot be sent is said in a sentence', () => {
  expect(troubleOf(settings)).toBeNull()
  expect(troubleOf({ ...settings, temperature: 'warm' })).toBe('temperature must be a number.')
  expect(troubleOf({ ...settings, tools: '{}' })).toBe('The tools must be a JSON list.')
  expect(troubleOf({ ...settings, schema: '{' })).toMatch(/^The schema must be JSON: /)
})
