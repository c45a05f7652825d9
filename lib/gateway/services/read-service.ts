/** Which operation of a service a call means, and what it will use. */
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import { Refusal } from '@/lib/gateway/refusal'
import type { ServiceRules } from '@/lib/policy/services/service'

type Asked = { method: string; path: string; query: string; header(name: string): string | undefined }

/** The operation a call means. Refused where its service has none of the kind. */
export function readService(rules: ServiceRules, asked: Asked, body: Buffer): GatewayRequest {
  const path = pathBelow(asked.path)
  const operation = rules.find(asked.method, path)
  if (!operation) {
    throw new Refusal(
      'unsupported_surface',
      `This service has no operation ${asked.method} ${path.slice(0, 200)}: it could not be metered.`,
    )
  }
  const { units } = operation
  const isOpen = units !== null && 'field' in units
  return {
    operation: 'service',
    body: {},
    isStream: false,
    wantsUsage: false,
    maxOutput: 0,
    choices: 1,
    extras: { unbounded: isOpen ? 'units' : null, isUnpriced: units !== null, billedBy: units?.kind ?? null },
    endUser: null,
    pin: null,
    wire: null,
    chat: null,
    dropped: null,
    service: {
      operation,
      path,
      query: asked.query,
      contentType: asked.header('content-type'),
      body,
      keyHeader: rules.keyHeader,
    },
  }
}

/** `/services/{name}/{path}` → `/{path}`. */
function pathBelow(path: string): string {
  const end = path.indexOf('/', '/services/'.length)
  return end === -1 ? '/' : path.slice(end)
}
