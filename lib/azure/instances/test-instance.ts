import { azureFault } from '@/lib/azure/apim/azure-fault'
import type { Apim } from '@/lib/azure/apim/open-apim'
import { instanceOf } from '@/lib/azure/instances/instance-operations'
import { type GivenRights, missingRights, type NeededRight } from '@/lib/azure/instances/needed-rights'
import { openInstance } from '@/lib/azure/instances/open-instance'
import { isFault } from '@/lib/base/faults'
import { type AzureTest, azureTest } from '@/lib/contracts/azure-instance'
import { empty } from '@/lib/contracts/paging'
import { query } from '@/lib/control/operation'

const PERMISSIONS = 'providers/Microsoft.Authorization/permissions'
const PERMISSIONS_VERSION = '2022-04-01'

/** Asks Azure who we are to this instance. An instance that does not answer is an answer, not a fault. */
export const testAzureInstance = query(
  'azure.test',
  { path: { id: 'azureInstance' }, in: empty, out: azureTest },
  async (context, { id }) => {
    const row = await instanceOf(context, id)
    const startMs = Date.now()
    try {
      const apim = await openInstance(context.ports, row)
      const service = await apim.sdk.apiManagementService.get(apim.group, apim.service)
      const missing = missingRights(await rightsAt(apim))
      const { sku, gatewayUrl = null, name = null } = service
      return {
        ...judge(missing),
        serviceName: name,
        sku: sku?.name ?? null,
        gatewayUrl,
        missing,
        latencyMs: Date.now() - startMs,
      }
    } catch (error) {
      const fault = azureFault(error)
      if (!isFault(fault)) throw fault
      return { ...nothing, message: fault.public, latencyMs: Date.now() - startMs }
    }
  },
)

const nothing = {
  ok: false,
  serviceName: null,
  sku: null,
  gatewayUrl: null,
  canRead: false,
  canPublish: false,
  missing: [],
} satisfies Partial<AzureTest>

function judge(missing: readonly NeededRight[]): Pick<AzureTest, 'ok' | 'message' | 'canRead' | 'canPublish'> {
  const lacks = (needed: string) => missing.filter((one) => one.needed === needed)
  const [read] = lacks('read')
  const canRead = read === undefined
  const canPublish = canRead && lacks('publish').length === 0
  if (read) return { ok: false, canRead, canPublish, message: `It answers, but ${sentenceOf(lacks('read'))} to read it.` }
  if (canPublish && lacks('keys').length === 0) return { ok: true, canRead, canPublish, message: 'It can be read and written.' }
  const [next] = missing
  const rest = missing.length - 1
  const what = canPublish ? 'keys cannot be taken over' : 'it cannot be published to'
  const tail = rest > 0 ? ` and ${rest} more` : ''
  return { ok: true, canRead, canPublish, message: `It can be read; ${what}: ${next?.action}${tail} missing.` }
}

function sentenceOf([first, ...rest]: readonly NeededRight[]): string {
  return `${first?.action}${rest.length > 0 ? ` and ${rest.length} more rights are` : ' is'} missing`
}

async function rightsAt(apim: Apim): Promise<GivenRights[]> {
  const answer = (await apim.get(PERMISSIONS, PERMISSIONS_VERSION)) as { value?: unknown } | null
  const rows = Array.isArray(answer?.value) ? (answer.value as Record<string, unknown>[]) : []
  return rows.map(({ actions, notActions }) => ({ actions: textsOf(actions), notActions: textsOf(notActions) }))
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
