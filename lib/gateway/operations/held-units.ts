/** What a call will use beside tokens, as far as it is known before it is sent: held with the rest of its price. */
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import type { Units } from '@/lib/policy/pricing/price'

/** Undefined for most calls: they use tokens only. */
export function heldUnitsOf({ operation, body, service }: GatewayRequest): Units[] | undefined {
  switch (operation) {
    case 'images':
      return [{ kind: 'images', amount: typeof body.n === 'number' ? body.n : 1 }]
    case 'speech':
      return [{ kind: 'characters', amount: typeof body.input === 'string' ? body.input.length : 0 }]
    case 'service': {
      const units = service?.operation.units
      return units && 'perCall' in units ? [{ kind: units.kind, amount: units.perCall }] : undefined
    }
    default:
      return undefined
  }
}
