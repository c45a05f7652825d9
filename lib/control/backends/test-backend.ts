import { backendProbe } from '@/lib/contracts/backend'
import { empty } from '@/lib/contracts/paging'
import { checkBackendAddress } from '@/lib/control/backends/backend-address'
import { credentialSource, openCredential } from '@/lib/control/backends/backend-credential'
import { backendOf } from '@/lib/control/backends/backend-queries'
import { credentialKindOf } from '@/lib/control/backends/backend-view'
import { query } from '@/lib/control/operation'

/** Calls the backend once, harmlessly, with its own credential. A backend that does not answer is an answer, not a fault. */
export const testBackend = query(
  'backends.test',
  { path: { id: 'backend' }, in: empty, out: backendProbe },
  async (context, { id }) => {
    const row = await backendOf(context, id)
    checkBackendAddress(context, row.baseUrl)
    const result = await context.ports.probeBackend({
      provider: row.provider,
      baseUrl: row.baseUrl,
      apiVersion: row.apiVersion,
      credentialKind: credentialKindOf[row.credentialKind],
      credential: openCredential(context, row),
      source: credentialSource(row),
      deployments: row.deployments.map(({ model, name }) => ({ model, name })),
    })
    return { ok: result.ok, status: result.status ?? null, latencyMs: Math.round(result.latencyMs), message: result.message }
  },
)
