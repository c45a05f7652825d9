import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { backend, backendCreate, backendUpdate } from '@/lib/contracts/backend'
import { deleted, empty } from '@/lib/contracts/paging'
import { checkBackendAddress } from '@/lib/control/backends/backend-address'
import { credentialColumns, noCredential } from '@/lib/control/backends/backend-credential'
import { backendOf } from '@/lib/control/backends/backend-queries'
import { backendInclude, backendView } from '@/lib/control/backends/backend-view'
import { command } from '@/lib/control/operation'
import { requireVersion } from '@/lib/control/versions'

export const createBackend = command(
  'backends.create',
  { in: backendCreate, out: backend, creates: true, forReplay: (out) => out },
  async (context, { credential, deployments, ...fields }) => {
    checkBackendAddress(context, fields.baseUrl)
    const id = newUuid()
    const row = await context.db.backend.create({
      data: {
        id,
        ...fields,
        ...credentialColumns(context, id, credential),
        deployments: { create: deployments },
        createdAt: context.now,
      },
      include: backendInclude,
    })
    const after = backendView(row)
    context.record({ noun: 'backend', id, after })
    return after
  },
)

export const updateBackend = command(
  'backends.update',
  { path: { id: 'backend' }, in: backendUpdate, out: backend, versioned: true },
  async (context, { id, credential, deployments, ...fields }) => {
    const row = await backendOf(context, id)
    const before = backendView(row)
    requireVersion(context, before)
    if (fields.baseUrl) checkBackendAddress(context, fields.baseUrl)
    // Else whoever may change an address could have the credential sent to a host of their own.
    const moves = fields.baseUrl !== undefined && new URL(fields.baseUrl).origin !== new URL(row.baseUrl).origin
    const columns = credential ? credentialColumns(context, id, credential) : moves ? noCredential : {}
    if (deployments) await context.db.deployment.deleteMany({ where: { backendId: id } })
    const updated = await context.db.backend.update({
      where: { id, version: row.version },
      data: {
        ...fields,
        ...columns,
        ...(deployments ? { deployments: { create: deployments } } : {}),
        version: { increment: 1 },
      },
      include: backendInclude,
    })
    const after = backendView(updated)
    context.record({ noun: 'backend', id, before, after })
    return after
  },
)

export const deleteBackend = command(
  'backends.delete',
  { path: { id: 'backend' }, in: empty, out: deleted, versioned: true },
  async (context, { id }) => {
    const row = await backendOf(context, id)
    const before = backendView(row)
    requireVersion(context, before)
    const prices = await context.db.price.count({ where: { backendId: id } })
    if (before.pools.length > 0) {
      const names = before.pools.map((pool) => pool.name).join(', ')
      throw new Fault('resource.in_use', { public: `The backend is in these pools: ${names}. Take it out of them first.` })
    }
    if (prices > 0) {
      throw new Fault('resource.in_use', { public: `${prices} price(s) are set for this backend, and prices are never deleted.` })
    }
    await context.db.backend.delete({ where: { id, version: row.version } })
    context.record({ noun: 'backend', id, before })
    return { deleted: true as const }
  },
)
