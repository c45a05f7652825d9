/** Services: read from a document, made with their backend and pool in one step, and shown to who may call them. */
import { newUuid } from '@/lib/base/ids'
import { model } from '@/lib/contracts/model'
import { empty } from '@/lib/contracts/paging'
import { openApiRead, serviceImport, serviceOffer, serviceReference } from '@/lib/contracts/service'
import { checkBackendAddress } from '@/lib/control/backends/backend-address'
import { credentialColumns } from '@/lib/control/backends/backend-credential'
import { backendInclude, backendView } from '@/lib/control/backends/backend-view'
import type { Prisma } from '@/lib/control/database'
import { requireFreeNames } from '@/lib/control/models/free-names'
import { modelOf } from '@/lib/control/models/model-queries'
import { modelInclude, modelView } from '@/lib/control/models/model-view'
import { command, query } from '@/lib/control/operation'
import { poolInclude, poolView } from '@/lib/control/pools/pool-view'
import { looseOf } from '@/lib/control/services/loose'
import { offerOf, readOpenApi } from '@/lib/control/services/read-openapi'
import { serviceDocumentOf } from '@/lib/control/services/service-document'
import { serviceOf } from '@/lib/control/services/stored-service'

/** Reads a document and says what it offers; nothing is kept. */
export const readService = query('models.create', { in: openApiRead, out: serviceOffer }, async (_context, { document }) =>
  offerOf(readOpenApi(document)),
)

/** Makes a backend, a pool of it and a service that answers there, all of one name. Its prices and products are set afterwards. */
export const importService = command(
  'models.create',
  { in: serviceImport, out: model, creates: true, forReplay: (out) => out },
  async (context, { name, baseUrl, region, key, keyHeader, operations, document }) => {
    const { db, now } = context
    checkBackendAddress(context, baseUrl)
    await requireFreeNames(context, name, [])
    const source = document ? readOpenApi(document) : null
    const service = { keyHeader, operations }
    const backendId = newUuid()
    const backend = await db.backend.create({
      data: {
        id: backendId,
        name,
        provider: 'http',
        baseUrl,
        region,
        ...credentialColumns(context, backendId, key ? { kind: 'api-key', value: key } : { kind: 'none' }),
        deployments: { create: [{ model: name, name }] },
        createdAt: now,
      },
      include: backendInclude,
    })
    const pool = await db.pool.create({
      data: { id: newUuid(), name, strategy: 'weighted', members: { create: [{ backendId }] }, createdAt: now },
      include: poolInclude,
    })
    const row = await db.model.create({
      data: {
        id: newUuid(),
        name,
        poolId: pool.id,
        capabilities: ['service'],
        contextWindow: 1,
        maxOutputTokens: 0,
        service,
        serviceDocument: serviceDocumentOf(name, service, source) as Prisma.InputJsonObject,
        createdAt: now,
      },
      include: modelInclude(context),
    })
    const after = modelView(row, context)
    context.record({ noun: 'backend', id: backendId, after: backendView(backend) })
    context.record({ noun: 'pool', id: pool.id, after: poolView(pool) })
    context.record({ noun: 'model', id: row.id, after })
    return after
  },
)

/** The OpenAPI document of a service, for those who may call it; a model of words has no operations of its own. */
export const getServiceReference = query(
  'models.read',
  { path: { id: 'model' }, in: empty, out: serviceReference },
  async (context, { id }) => {
    const row = await modelOf(context, id)
    const none = { keyHeader: null, operations: [] }
    return serviceDocumentOf(row.name, serviceOf(row.service) ?? none, looseOf(row.serviceDocument))
  },
)
