import { describe, expect, it } from 'vitest'
import { productCreate } from '@/lib/contracts/product'

const product = { name: 'Chat', models: ['gpt-4o'] }
const issuesOf = (headerNames: object) =>
  productCreate.safeParse({ ...product, headerNames }).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ??
  []

describe("a product's header names", () => {
  it('may be left out, one or all of them', () => {
    expect(productCreate.parse(product).headerNames).toEqual({})
    expect(issuesOf({ remainingTokens: undefined, retryAfter: 'x-wait' })).toEqual([])
  })

  it('must be names, each of one header only, and none that has another meaning', () => {
    expect(issuesOf({ remainingTokens: 'tokens left' })).toEqual([
      'headerNames.remainingTokens must be a header name such as x-tokens-left',
    ])
    expect(issuesOf({ remainingTokens: 'Content-Length' })).toEqual([
      'headerNames.remainingTokens is a header that has another meaning',
    ])
    expect(issuesOf({ remainingTokens: 'x-left', remainingCalls: 'X-Left' })).toEqual(['headerNames must name each header once'])
    expect(issuesOf({ unknown: 'x-left' })).toHaveLength(1)
  })
})
