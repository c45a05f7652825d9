/** What a service's answer has used: as many units as its operation says, or as the answer does. */
import type { JsonObject } from '@/lib/gateway/json'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import type { Measured } from '@/lib/gateway/usage-entry'
import type { Units } from '@/lib/policy/pricing/price'
import { noTokens, type TokenCounts } from '@/lib/policy/pricing/tokens'
import { unitsUsed } from '@/lib/policy/services/service'

/** Null where the call is none of a service. An answer that does not say what it should costs an unknown amount, not nothing. */
export function serviceUsageOf(
  { service, extras }: Pick<GatewayRequest, 'service' | 'extras'>,
  answer: JsonObject | null,
): { tokens: TokenCounts; measured: Measured; units: Units[] } | null {
  if (!service) return null
  const { units } = service.operation
  if (units === null) return { tokens: noTokens, measured: 'none', units: [] }
  const amount = unitsUsed(units, answer)
  if (amount === null) {
    extras.billedBy = null
    return { tokens: noTokens, measured: 'estimated', units: [] }
  }
  return { tokens: noTokens, measured: 'measured', units: [{ kind: units.kind, amount }] }
}
