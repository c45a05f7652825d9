/** What the form of a budget checks before it is sent: what the server checks, said at the field that is shown. */
import type { z } from 'zod'
import { type Budget, budgetCreate } from '@/lib/contracts/budget'

const fieldOf = { tenant: 'tenantId', product: 'productId', costCentre: 'costCentre', model: 'model' } as const

export function budgetFor(kind: Budget['kind']) {
  const field = fieldOf[kind]
  return budgetCreate.superRefine((draft: z.output<typeof budgetCreate>, context) => {
    if (!draft.scope[field]) context.addIssue({ code: 'custom', path: ['scope', field], message: 'must be chosen' })
  })
}
