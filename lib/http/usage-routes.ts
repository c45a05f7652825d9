/** The part of the management API that brings usage of other gateways into the ledger. */
import { listUsagePulls, setUsagePull } from '@/lib/azure/usage/pull-operations'
import { importUsage, listUsageImports, mapUsage, previewUsage } from '@/lib/azure/usage/usage-operations'
import { route, uploadRoute } from '@/lib/http/route'

const file = { field: 'file', maxBytes: 64 * 1024 * 1024 }

export const usageRoutes = {
  '/azure/usage': {
    GET: route('List files of usage that were brought in, newest first', listUsageImports),
    POST: uploadRoute('Book what API Management has measured, each call once', importUsage, file),
  },
  '/azure/usage/preview': { POST: uploadRoute('What a file of usage would come to', previewUsage, file) },
  '/azure/usage/mappings': { POST: route('Say whose usage a subscription or product of API Management’s is', mapUsage) },
  '/azure/usage/pulls': { GET: route('Instances, and what of their usage is fetched from Log Analytics', listUsagePulls) },
  '/azure/usage/pulls/{id}': { POST: route('Fetch the usage of an instance from a workspace, or no longer', setUsagePull) },
} as const
