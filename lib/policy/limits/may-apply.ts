import type { CallScope } from '@/lib/policy/limits/applicable'
import type { LimitScope } from '@/lib/policy/limits/limit'

/** Who might call what; null is whoever or whatever. */
export type CallerQuestion = { [K in Exclude<keyof CallScope, 'tenantIds'>]: string | null } & { tenantIds: readonly string[] }

/** Could a limit set there meet such a call? Of one that leaves nothing open the same as in the gateway. */
export function mayApply(scope: LimitScope, call: CallerQuestion): boolean {
  const meets = (wanted: string | undefined, given: string | null) => wanted === undefined || given === null || wanted === given
  return (
    (scope.tenantId === undefined || call.tenantIds.includes(scope.tenantId)) &&
    meets(scope.productId, call.productId) &&
    meets(scope.subscriptionId, call.subscriptionId) &&
    meets(scope.keyId, call.keyId) &&
    meets(scope.userId, call.userId) &&
    meets(scope.model, call.model)
  )
}
