import { expect, it } from 'vitest'
import { headerRules } from './product-shaping'

it.each(['expect', 'Proxy-Authorization', 'x-forwarded-for', 'Forwarded', 'via', 'authorization', 'host', 'content-length'])(
  'lets no product set the header %s of a call: it is not the product’s, or would fail every call',
  (name) => {
    expect(headerRules.safeParse({ request: { set: { [name]: 'x' } } }).success).toBe(false)
  },
)

it('lets a product set a header of its own', () => {
  expect(headerRules.safeParse({ request: { set: { 'x-team': 'search' } }, answer: { remove: ['server'] } }).success).toBe(true)
})
