/** A plan and a drift in a sentence. */
import { countOf } from '@/components/ui/number-text'
import type { ConfigDrift, ConfigPlan } from '@/lib/contracts/config'

export function describePlan({ changes, problems, same, unmanaged }: ConfigPlan): string {
  const rest = unmanaged.length > 0 ? ` ${countOf(unmanaged.length, 'thing is', 'things are')} here and not in the document.` : ''
  if (changes.length === 0) return `Nothing to do: all of ${countOf(same, 'thing')} are as the document says.${rest}`
  const count = (action: string) => changes.filter((change) => change.action === action).length
  const parts = [
    [count('create'), 'to create'],
    [count('update'), 'to change'],
    [count('delete'), 'to remove'],
  ].flatMap(([n, what]) => (n === 0 ? [] : [`${n} ${what}`]))
  return `${parts.join(', ')}; ${same} as they should be.${problems > 0 ? ` ${countOf(problems, 'of them cannot', 'of them cannot')} be done.` : ''}${rest}`
}

export function describeDrift({ plan }: ConfigDrift): string {
  if (!plan) return 'No document has been applied yet: export one, keep it with your code, and apply it from there.'
  if (plan.changes.length === 0) return 'Everything is as the document that was applied last says.'
  return `${countOf(plan.changes.length, 'thing has', 'things have')} been changed by hand since the document was applied.`
}
