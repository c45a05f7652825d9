/** From a stored instance to the client that speaks to it. Tokens are kept for as long as the instance stays as it is. */
import { addressesOf } from '@/lib/azure/apim/clouds'
import { type Apim, openApim } from '@/lib/azure/apim/open-apim'
import { createTokenSource, type TokenSource } from '@/lib/azure/apim/token-source'
import { openCredential } from '@/lib/azure/instances/instance-secret'
import type { ControlPorts } from '@/lib/control/control-ports'
import type { Prisma } from '@/lib/control/database'

type Row = Prisma.AzureInstanceGetPayload<object>
type Options = { signal?: AbortSignal; onWait?(waitMs: number): void }

const sources = new Map<string, { version: number; source: TokenSource }>()

export function openInstance(ports: Pick<ControlPorts, 'keyRing'>, row: Row, options: Options = {}): Promise<Apim> {
  const { managementUrl } = addressesOf(row)
  const place = {
    managementUrl,
    subscriptionId: row.azureSubscription,
    resourceGroup: row.resourceGroup,
    serviceName: row.serviceName,
  }
  return openApim(place, { tokens: tokensOf(ports, row), ...options })
}

function tokensOf(ports: Pick<ControlPorts, 'keyRing'>, row: Row): TokenSource {
  const known = sources.get(row.id)
  if (known?.version === row.version) return known.source
  const source = createTokenSource(openCredential(ports, row), addressesOf(row), Date.now)
  sources.set(row.id, { version: row.version, source })
  return source
}
