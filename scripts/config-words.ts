/** A plan and what was done, as lines of a terminal. */
import type { ConfigApplied, ConfigPlan } from '@/lib/contracts/config'

const signs = { create: '+', update: '~', delete: '-' } as const

export function describePlan(plan: ConfigPlan, of: 'plan' | 'drift'): string {
  const lines = plan.changes.flatMap(({ noun, name, action, fields, problem }) => [
    `${signs[action]} ${noun}: ${name}`,
    ...(action === 'update' ? fields.map(({ field, from, to }) => `    ${field}: ${write(from)} → ${write(to)}`) : []),
    ...(problem ? [`    ! ${problem}`] : []),
  ])
  const count = (action: keyof typeof signs) => plan.changes.filter((change) => change.action === action).length
  const sums = `${count('create')} to create, ${count('update')} to change, ${count('delete')} to delete, ${plan.same} as they should be.`
  const extra = plan.unmanaged.length > 0 ? `\nHere and not in the document: ${plan.unmanaged.length}.` : ''
  const nothing = of === 'drift' ? 'Nothing was changed since.' : 'Nothing to do.'
  return [...lines, plan.changes.length === 0 ? `${nothing} ${plan.same} as they should be.` : sums].join('\n') + extra
}

export function describeApplied({ done, failure }: ConfigApplied): string {
  const words = `${done.length} done.`
  return failure ? `${words} Stopped at ${failure.noun} ${failure.name}: ${failure.message}` : words
}

function write(value: unknown): string {
  return value === null || value === undefined ? 'nothing' : typeof value === 'object' ? JSON.stringify(value) : String(value)
}
