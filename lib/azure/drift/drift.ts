/** How an instance differs from what is here, as rows for people: each field as it is there and as it is here. Pure. */
import type { EntityChange } from '@/lib/azure/publish/entity'
import type { AzureDrift } from '@/lib/contracts/azure-publish'

export type DriftItem = AzureDrift['items'][number]

/** Fields whose value there can be taken over: those that are one field of ours as well. */
const takeable: Record<string, readonly string[]> = {
  products: ['displayName', 'description', 'terms', 'approvalRequired'],
  backends: ['title'],
  pools: ['title'],
  subscriptions: ['displayName'],
}

export function driftOf(changes: readonly EntityChange[]): DriftItem[] {
  return changes.flatMap((change): DriftItem[] => {
    const { kind, name, title, action, reason, fields } = change
    if (action === 'keep' || (action === 'conflict' && fields.length === 0)) return []
    const cause = ({ create: 'missing', update: 'changed', delete: 'extra', conflict: 'conflict' } as const)[action]
    // Theirs can be taken over whoever owns the entity; ours is published only where it is ours.
    const isBoth = change.desired !== null && change.actual !== null
    const can = (field: string) => isBoth && (takeable[kind]?.includes(field) ?? false)
    const told = fields.map(({ field, from, to }) => ({ field, theirs: from, ours: to, canTake: can(field) }))
    return [{ kind, name, title, cause, reason, fields: action === 'update' || action === 'conflict' ? told : [] }]
  })
}
