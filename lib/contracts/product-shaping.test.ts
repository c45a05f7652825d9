import { describe, expect, it } from 'vitest'
import { headerRules, requestDefaultsGiven, requestForcedGiven } from './product-shaping'

it.each(['expect', 'Proxy-Authorization', 'x-forwarded-for', 'Forwarded', 'via', 'authorization', 'host', 'content-length'])(
  'lets no product set the header %s of a call: it is not the product’s, or would fail every call',
  (name) => {
    expect(headerRules.safeParse({ request: { set: { [name]: 'x' } } }).success).toBe(false)
  },
)

it('lets a product set a header of its own', () => {
  expect(headerRules.safeParse({ request: { set: { 'x-team': 'search' } }, answer: { remove: ['server'] } }).success).toBe(true)
})

describe('values of body fields', () => {
  it.each([
    [{ max_tokens: 'lots' }, 'have max_tokens, which must be a whole number of at least 1'],
    [{ max_tokens: -3 }, 'have max_tokens, which must be at least 1'],
    [{ temperature: 7 }, 'have temperature, which must be a number from 0 to 2'],
    [{ tools: ['x'] }, 'have tools, which cannot be set here: tools are objects'],
    [{ store: 'yes' }, 'have store, which must be true or false'],
  ])('that every call would be refused for are not taken: %j', (given, message) => {
    for (const schema of [requestDefaultsGiven, requestForcedGiven])
      expect(schema.safeParse(given).error?.issues.map((issue) => issue.message)).toEqual([message])
  })

  it('that are right, or of fields nobody here knows, are', () => {
    const given = { max_tokens: 800, temperature: 0.2, top_p: 1, stop: ['END'], constructor_hint: 'x', store: false }
    expect(requestForcedGiven.safeParse(given).success).toBe(true)
    expect(requestDefaultsGiven.safeParse(given).success).toBe(true)
  })
})
