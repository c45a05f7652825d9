import { describe, expect, it } from 'vitest'
import type { ProductEntry } from '@/lib/gateway/catalog'
import { asChat, readResponses } from '@/lib/gateway/operations/responses'
import { PromptTokens } from '@/lib/gateway/tokens/prompt-tokens'

const countOf = (input: unknown, more: object = {}) => new PromptTokens('o200k_base', 'chat', asChat({ input, ...more }))
const user = (...content: object[]) => [{ role: 'user', content }]

describe('a call of the Responses API', () => {
  it('has no bound where it holds something by address, whatever text stands beside it', () => {
    const address = 'https://example.com/a.png'
    expect(countOf(user({ type: 'input_image', text: '', image_url: address })).isBounded).toBe(false)
    expect(countOf(user({ type: 'input_file', text: '', file_id: 'file_1' })).isBounded).toBe(false)
    const output = [{ type: 'input_file', file_url: address }]
    expect(countOf([{ type: 'function_call_output', call_id: 'c', output }]).isBounded).toBe(false)
  })

  it('is bounded where it holds texts alone, also in the answer of a tool that speaks of files', () => {
    expect(countOf(user({ type: 'input_text', text: 'hi' })).isBounded).toBe(true)
    expect(countOf([{ type: 'function_call_output', call_id: 'c', output: '{"file_id": "none"}' }]).isBounded).toBe(true)
  })

  it('counts instructions in a list', () => {
    const instructions = [{ role: 'developer', content: 'word '.repeat(500) }]
    expect(countOf('hi', { instructions }).likely).toBeGreaterThan(500)
  })

  it('is refused where it points at what another tenant may have stored', () => {
    const body = { model: 'm', input: [{ type: 'item_reference', id: 'msg_1' }] }
    expect(() => readResponses(body, { requestDefaults: {} } as ProductEntry)).toThrow('previous_response_id')
  })
})
