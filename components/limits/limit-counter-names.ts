'use client'

import { useChoices } from '@/lib/client/use-choices'
import type { Limit } from '@/lib/contracts/limit'

/** Names of what a limit is counted by, where the reader may see them. */
export function useCounterNames(countBy: Limit['countBy']): (countKey: string) => string {
  const noun = typeof countBy === 'string' ? nouns[countBy] : undefined
  const choices = useChoices(noun ?? 'tenants', {}, noun !== undefined)
  const names = new Map(choices.map((choice) => [choice.value, choice.label]))
  return (countKey) => names.get(countKey) ?? (countKey || 'All together')
}

const nouns: Record<string, string> = { tenant: 'tenants', product: 'products', subscription: 'subscriptions' }
