/** Forms of limits are checked by the contract of the API: only it knows what belongs together. */
import { z } from 'zod'
import { parseAmount, toLimitCreate, toLimitUpdate } from '@/components/limits/limit-draft'
import { limitDraftShape, limitEditShape } from '@/components/limits/limit-shapes'
import { type Limit, limitCreate, limitRaise, limitUpdate } from '@/lib/contracts/limit'

/** What the contract finds wrong is put at the draft's field it comes from. */
export const limitDraft = limitDraftShape.superRefine((value, context) => {
  const checked = limitCreate.safeParse(toLimitCreate(value))
  for (const issue of checked.error?.issues ?? []) {
    const path = fieldOf(issue.path.map(String))
    context.addIssue({ code: 'custom', path: [path], message: messageOf(path, value, issue.message) })
  }
  if (value.measure === 'cost' && !value.currency)
    context.addIssue({ code: 'custom', path: ['currency'], message: 'must not be empty' })
})

/** A raise as its form holds it. */
export function raiseDraft(measure: Limit['measure']) {
  return z
    .object({ amount: z.string(), until: z.string('must not be empty'), reason: z.string().optional() })
    .superRefine((value, context) => {
      const checked = limitRaise.safeParse({ ...value, amount: parseAmount(measure, value.amount) })
      for (const issue of checked.error?.issues ?? []) {
        const path = String(issue.path[0] ?? 'amount')
        context.addIssue({
          code: 'custom',
          path: [path],
          message: path === 'amount' ? amountMessage({ measure }) : issue.message,
        })
      }
    })
}

/** A change as its form holds it. */
export function editDraft(measure: Limit['measure']) {
  return limitEditShape.superRefine((value, context) => {
    const checked = limitUpdate.safeParse(toLimitUpdate(measure, value))
    for (const issue of checked.error?.issues ?? []) {
      const path = String(issue.path[0] ?? 'amount')
      const messages: Record<string, string> = {
        amount: 'must be a number such as 10,000',
        thresholds: 'must be percentages such as 50, 80',
      }
      context.addIssue({ code: 'custom', path: [path], message: messages[path] ?? issue.message })
    }
  })
}

function messageOf(path: string, value: { measure: Limit['measure'] }, otherwise: string): string {
  if (path === 'thresholds') return 'must be percentages such as 50, 80'
  return path === 'amount' ? amountMessage(value) : otherwise
}

function amountMessage({ measure }: { measure: Limit['measure'] }): string {
  return measure === 'cost' ? 'must be money such as 250 or 0.50' : 'must be a whole number such as 10,000'
}

function fieldOf(path: string[]): string {
  const [first = 'name', second] = path
  if (first === 'scope') return second ?? 'tenantId'
  if (first === 'window') return second === 'seconds' ? 'seconds' : 'period'
  return first === 'countBy' ? 'countByName' : first
}
