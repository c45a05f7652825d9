import { describe, expect, it } from 'vitest'
import { knownCodeOf } from '@/lib/gateway/chat/known-code'

describe('the code of a provider’s refusal', () => {
  it.each([
    ['prompt is too long: 210042 tokens > 200000 maximum', 'invalid_request_error', 'context_length_exceeded'],
    [
      'The input token count (1050000) exceeds the maximum number of tokens allowed (1048576).',
      'INVALID_ARGUMENT',
      'context_length_exceeded',
    ],
    ['Input is too long for requested model.', 'ValidationException', 'context_length_exceeded'],
    ['Output blocked by content filtering policy', 'invalid_request_error', 'content_filter'],
    [
      'max_tokens: 9000 > 8192, which is the maximum allowed number of output tokens',
      'invalid_request_error',
      'invalid_request_error',
    ],
    ['temperature: range: 0..1', null, null],
  ])('of “%s”', (message, code, known) => {
    expect(knownCodeOf({ message, code })).toBe(known)
  })
})
