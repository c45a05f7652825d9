import { describe, expect, it } from 'vitest'
import type { EncodeContext } from '@/lib/gateway/chat/wire'
import type { JsonObject } from '@/lib/gateway/json'
import { compatibleProviders } from '@/lib/gateway/providers/compatible/compatible'

const openrouter = compatibleProviders.find(({ name }) => name === 'openrouter')

/** What is sent of a body, and what is said that it cannot do. */
function sent(body: JsonObject): { body: JsonObject | undefined; refused: string[] } {
  const refused: string[] = []
  const context: EncodeContext = {
    deployment: 'meta-llama/llama-3.3-70b-instruct',
    isStream: false,
    most: 100,
    cannot: (name) => void refused.push(name),
    drop() {},
  }
  return { body: openrouter?.wire?.complete(body, context), refused }
}

describe('a caller of OpenRouter', () => {
  const messages = [{ role: 'user', content: 'hi' }]

  it.each([
    ['models', ['openai/o1-pro']],
    ['route', 'fallback'],
    ['preset', '@preset/dear'],
    ['plugins', [{ id: 'web', max_results: 10 }]],
    ['provider', { order: ['openai'] }],
  ])('does not choose with %s what its product does not include', (name, value) => {
    const { body, refused } = sent({ model: 'm', messages, [name]: value })
    expect(refused).toEqual([name])
    expect(body).toEqual({ model: 'meta-llama/llama-3.3-70b-instruct', messages, max_tokens: 100 })
  })

  it('says what changes its own answer only', () => {
    const { body, refused } = sent({ model: 'm', messages, top_k: 5, transforms: [], reasoning: { effort: 'low' } })
    expect(refused).toEqual([])
    expect(body).toMatchObject({ top_k: 5, reasoning: { effort: 'low' } })
  })
})
