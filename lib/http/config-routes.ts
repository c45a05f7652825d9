/** Configuration as code. */
import { applyConfig, exportConfig, getConfigDrift, planConfigChange } from '@/lib/control/config/config-operations'
import { route } from '@/lib/http/route'

export const configRoutes = {
  '/config/export': { GET: route('The configuration as one YAML document, secrets by reference', exportConfig) },
  '/config/plan': { POST: route('What applying a document would change', planConfigChange) },
  '/config/apply': { POST: route('Apply a document', applyConfig) },
  '/config/drift': { GET: route('What was changed since the document that was applied last', getConfigDrift) },
} as const
