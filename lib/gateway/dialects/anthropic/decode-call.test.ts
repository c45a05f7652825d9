import { expect, it } from 'vitest'
import { decodeAnthropicCall } from '@/lib/gateway/dialects/anthropic/decode-call'

it('a tier that other providers do not have is told as left out', () => {
  const hints = (more: object) => decodeAnthropicCall({ messages: [{ role: 'user', content: 'hi' }], ...more }).hints
  expect(hints({ service_tier: 'standard_only' })).toEqual(['service_tier'])
  expect(hints({ service_tier: 'auto' })).toEqual([])
  expect(hints({ cache_control: { type: 'ephemeral' } })).toEqual(['cache_control'])
})
