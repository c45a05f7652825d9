/** Which limits apply to a call, and which counter of each. */
import type { Limit } from '@/lib/policy/limits/limit'
import { type Claims, claimText } from '@/lib/policy/tokens/claims'

/** Who calls what. `tenantIds` is the tenant first, then its ancestors: a tenant's limit counts its children. */
export type CallScope = {
  tenantIds: readonly string[]
  productId: string
  subscriptionId: string
  keyId: string
  userId: string | null
  /** Null: whatever the model, to list all limits a key can meet. */
  model: string | null
}

export type LimitIndex = { platform: Limit[]; byId: Map<string, Limit[]> }

/** Files limits under the most selective id of their scope, so that a call looks at a handful instead of all. */
export function indexLimits(limits: Iterable<Limit>): LimitIndex {
  const index: LimitIndex = { platform: [], byId: new Map() }
  for (const limit of limits) {
    const { keyId, subscriptionId, userId, productId, tenantId } = limit.scope
    const id = keyId ?? subscriptionId ?? userId ?? productId ?? tenantId
    if (id === undefined) index.platform.push(limit)
    else listAt(index.byId, id).push(limit)
  }
  return index
}

/** A limit by its id. Looks through all of them: not for the hot path. */
export function findLimit(index: LimitIndex, id: string): Limit | undefined {
  for (const list of [index.platform, ...index.byId.values()]) {
    const found = list.find((limit) => limit.id === id)
    if (found) return found
  }
  return undefined
}

/** The limits whose every scope field matches the call, in a stable order. */
export function limitsOf(index: LimitIndex, call: CallScope): Limit[] {
  const found = index.platform.filter((limit) => matches(limit, call))
  for (const id of [...call.tenantIds, call.productId, call.subscriptionId, call.keyId, call.userId]) {
    if (id === null) continue
    for (const limit of index.byId.get(id) ?? []) if (matches(limit, call)) found.push(limit)
  }
  return found
}

/**
 * The value a limit counts this call under. A limit set on a tenant has one counter for the tenant and its children;
 * headers and claims subdivide, an absent one is the empty value.
 */
export function countKeyOf(
  limit: Limit,
  call: CallScope,
  header: (name: string) => string | undefined,
  claims: Claims | null = null,
): string {
  switch (limit.countBy) {
    case 'platform':
      return ''
    case 'tenant':
      return limit.scope.tenantId ?? call.tenantIds[0] ?? ''
    case 'product':
      return call.productId
    case 'subscription':
      return call.subscriptionId
    case 'key':
      return call.keyId
    case 'user':
      return call.userId ?? ''
    case 'model':
      return call.model ?? ''
    default:
      if (limit.countBy.startsWith('claim:')) return claimText(claims, limit.countBy.slice(6))
      return (header(limit.countBy.slice(7)) ?? '').slice(0, 128)
  }
}

function matches({ scope }: Limit, call: CallScope): boolean {
  return (
    (scope.tenantId === undefined || call.tenantIds.includes(scope.tenantId)) &&
    (scope.productId === undefined || scope.productId === call.productId) &&
    (scope.subscriptionId === undefined || scope.subscriptionId === call.subscriptionId) &&
    (scope.keyId === undefined || scope.keyId === call.keyId) &&
    (scope.userId === undefined || scope.userId === call.userId) &&
    (scope.model === undefined || call.model === null || scope.model === call.model)
  )
}

function listAt(map: Map<string, Limit[]>, id: string): Limit[] {
  const list = map.get(id)
  if (list) return list
  const fresh: Limit[] = []
  map.set(id, fresh)
  return fresh
}
