/** What Azure says of an answer beside it: where it was made, by which name its support finds it, and how full provisioned throughput is. */
import type { AttemptTrace } from '@/lib/gateway/usage-entry'

export const UTILIZATION_HEADER = 'azure-openai-deployment-utilization'

const told = {
  region: 'x-ms-region',
  requestId: 'apim-request-id',
  /** Provisioned throughput was full: this deployment answered instead. */
  spilledTo: 'x-ms-spillover-deployment',
  utilization: UTILIZATION_HEADER,
} as const

export function azureTold(header: (name: string) => string | undefined): NonNullable<AttemptTrace['told']> {
  const said: Record<string, string> = {}
  for (const [name, from] of Object.entries(told)) {
    const value = header(from)
    if (value !== undefined && value !== '') said[name] = value.slice(0, 100)
  }
  return said
}
