import { describe, expect, it } from 'vitest'
import { openaiTokens } from '@/lib/gateway/providers/openai-usage'

describe('the usage block of OpenAI', () => {
  it('becomes disjoint classes: cached and reasoning tokens are taken out of the sums that contain them', () => {
    const usage = {
      prompt_tokens: 1_000,
      completion_tokens: 300,
      prompt_tokens_details: { cached_tokens: 640, audio_tokens: 10 },
      completion_tokens_details: { reasoning_tokens: 128, audio_tokens: 2 },
    }
    expect(openaiTokens(usage)).toEqual({
      input: 350,
      cacheRead: 640,
      cacheWrite: 0,
      cacheWrite1h: 0,
      output: 170,
      reasoning: 128,
      audioIn: 10,
      audioOut: 2,
      images: 0,
    })
  })

  it.each([
    ['nothing', {}],
    ['a negative figure', { prompt_tokens: -5, completion_tokens: 1 }],
    ['a fraction', { prompt_tokens: 1.5, completion_tokens: 1 }],
    ['a figure beyond any call', { prompt_tokens: 1e300, completion_tokens: 1 }],
    ['text', { prompt_tokens: '12', completion_tokens: 1 }],
    ['a broken completion', { prompt_tokens: 12, completion_tokens: null }],
  ])('is none at all where it holds %s: such a call is estimated, never free', (_what, usage) => {
    expect(openaiTokens(usage)).toBeNull()
  })

  it('has no completion for embeddings', () => {
    expect(openaiTokens({ prompt_tokens: 7, total_tokens: 7 })?.input).toBe(7)
  })
})

it('takes the audio out of a transcript’s figures, whose details are in the singular', () => {
  const usage = {
    type: 'tokens',
    input_tokens: 1_000,
    input_token_details: { text_tokens: 10, audio_tokens: 990 },
    output_tokens: 45,
  }
  expect(openaiTokens(usage)).toMatchObject({ input: 10, audioIn: 990, output: 45 })
})
