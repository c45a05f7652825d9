import fc from 'fast-check'
import { expect, it } from 'vitest'
import { indexLimits, limitsOf } from '@/lib/policy/limits/applicable'
import type { Limit } from '@/lib/policy/limits/limit'
import { mayApply } from '@/lib/policy/limits/may-apply'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const id = fc.constantFrom('a', 'b')
const scope = fc.record(
  { tenantId: id, productId: id, subscriptionId: id, keyId: id, userId: id, model: id },
  { requiredKeys: [] },
)

it('says of a question that leaves nothing open what the gateway says', () => {
  fc.assert(
    fc.property(scope, id, id, id, id, id, id, (where, tenant, productId, subscriptionId, keyId, userId, model) => {
      const call = { tenantIds: [tenant, 'parent'], productId, subscriptionId, keyId, userId, model }
      const isMet = limitsOf(indexLimits([{ scope: where } as Limit]), call).length > 0
      expect(mayApply(where, call)).toBe(isMet)
    }),
  )
})

it('takes what is left open for anything', () => {
  const anything = { tenantIds: ['a'], productId: null, subscriptionId: null, keyId: null, userId: null, model: null }
  expect(mayApply({ productId: 'p', model: 'm', keyId: 'k' }, anything)).toBe(true)
  expect(mayApply({ tenantId: 'b' }, anything)).toBe(false)
})
