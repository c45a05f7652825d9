import { describe, expect, it } from 'vitest'
import { anthropicCallerWire } from '@/lib/gateway/dialects/anthropic/anthropic-wire'
import { compatibleProviders } from '@/lib/gateway/providers/compatible/compatible'
import { findProvider } from '@/lib/gateway/providers/registry'
import type { Target } from '@/lib/gateway/steps/candidates'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { createForeignMeter } from '@/lib/gateway/translation/foreign-meter'

const chunk = (fields: object) => JSON.stringify({ id: 'c', object: 'chat.completion.chunk', ...fields })
const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 }
const words = chunk({ choices: [{ index: 0, delta: { content: 'world' }, finish_reason: 'stop' }] })
const lastWords = chunk({ choices: [{ index: 0, delta: { content: 'world' }, finish_reason: 'stop' }], usage })
const figures = chunk({ choices: [], usage })

function meterOf(name: string, wantsUsage: boolean, wire: unknown = null) {
  const request = { wire, operation: 'chat', body: { model: 'm' }, wantsUsage }
  const reserved = { request, pathModel: null, startedAtMs: 0, id: 'x' } as unknown as Reserved
  return createForeignMeter(reserved, { provider: findProvider(name), model: { tokenizer: 'o200k_base' } } as unknown as Target)
}

describe.each(compatibleProviders.filter(({ wire }) => !wire?.hasOwnAnswers).map(({ name }) => name))(
  'the stream of %s',
  (name) => {
    it('has its last words for the caller, whether or not it asked for the figures beside them', () => {
      const meter = meterOf(name, false)
      expect(meter.read(lastWords)).toBe('last')
      expect(meter.usage()).toEqual(usage)
      // With the figures asked for, it waits for the ledger.
      expect(meterOf(name, true).read(lastWords)).toBe('usage')
    })

    it('has figures that stand alone told apart from its words', () => {
      const meter = meterOf(name, false)
      expect(meter.read(words)).toBe('content')
      expect(meter.read(figures)).toBe('usage')
      expect(meter.usage()).toEqual(usage)
      expect(meter.read('[DONE]')).toBe('done')
    })
  },
)

it('figures written again for the caller are its encoder’s to leave out', () => {
  const meter = meterOf('mistral', false)
  expect(meter.read(lastWords)).toBe('content')
  expect(String(meter.rewritten?.())).toContain('world')
  expect(meter.read(figures)).toBe('preamble')
  expect(String(meter.rewritten?.())).toBe('')
})

it('the end of a message waits for the ledger with its figures', () => {
  const meter = meterOf('anthropic', true, anthropicCallerWire)
  const message = { id: 'm', role: 'assistant', content: [], usage: { input_tokens: 5, output_tokens: 0 } }
  expect(meter.read(JSON.stringify({ type: 'message_start', message }))).toBe('preamble')
  const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { input_tokens: 5, output_tokens: 2 } }
  expect(meter.read(JSON.stringify(end))).toBe('usage')
  expect(meter.read(JSON.stringify({ type: 'message_stop' }))).toBe('done')
})
