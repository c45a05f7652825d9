/** What is here now, as a document would say it: whole, with names in place of ids, credentials by reference. */
import type { z } from 'zod'
import { toPublicId } from '@/lib/base/ids'
import type { Backend } from '@/lib/contracts/backend'
import { type ConfigNoun, configNouns, configOrder } from '@/lib/contracts/config'
import { backendInclude, backendView } from '@/lib/control/backends/backend-view'
import { keyOf, numbered } from '@/lib/control/config/config-document'
import { inSlices } from '@/lib/control/config/in-slices'
import type { Context } from '@/lib/control/context'
import { limitInclude, limitView } from '@/lib/control/limits/limit-view'
import { modelInclude, modelView } from '@/lib/control/models/model-view'
import { poolInclude, poolView } from '@/lib/control/pools/pool-view'
import { priceInclude, priceView } from '@/lib/control/prices/price-view'
import { productInclude, productView } from '@/lib/control/products/product-view'
import { tenantInclude, tenantView } from '@/lib/control/tenants/tenant-view'

/** With what is needed to write it: its id (of the API) and version. */
export type Present = { key: string; doc: Record<string, unknown>; id: string; version: number }

export type Estate = Record<ConfigNoun, Map<string, Present>>

const TENANTS_AT_ONCE = 1_000

type Shown = { id: string; version?: number }

export async function readEstate(context: Context): Promise<Estate> {
  const { db, now } = context
  const orderBy = { name: 'asc' } as const
  const [backends, pools, models, prices, tenants, products, limits] = await Promise.all([
    db.backend.findMany({ include: backendInclude, orderBy }),
    db.pool.findMany({ include: poolInclude, orderBy }),
    db.model.findMany({ include: modelInclude(context), orderBy }),
    db.price.findMany({
      include: priceInclude,
      orderBy: [{ model: 'asc' }, { currency: 'asc' }, { effectiveFrom: 'asc' }, { id: 'asc' }],
    }),
    readTenants(context),
    db.product.findMany({ include: productInclude, orderBy }),
    db.limit.findMany({ include: limitInclude, orderBy: [{ name: 'asc' }, { id: 'asc' }] }),
  ])
  const tenantNames = new Map(tenants.map((row) => [toPublicId('tenant', row.id), row.name]))
  const productNames = new Map(products.map((row) => [toPublicId('product', row.id), row.name]))
  return {
    backends: await presentOf('backends', backends, (row) => {
      const view = backendView(row)
      return [
        view,
        {
          credential: referenceOf(view, row.credentialUri),
          deployments: Object.fromEntries(view.deployments.map((one) => [one.model, one.name])),
        },
      ]
    }),
    pools: await presentOf('pools', pools, (row) => {
      const view = poolView(row)
      const members = view.members.map(({ backendName, priority, weight, isDrained }) => ({
        backend: backendName,
        priority,
        weight,
        isDrained,
      }))
      return [view, { members }]
    }),
    models: await presentOf('models', models, (row) => {
      const view = modelView(row, context)
      return [view, { pool: view.poolName }]
    }),
    prices: await presentOf('prices', prices, (row) => {
      const view = priceView(row, null)
      return [view, { backend: view.backendName }]
    }),
    tenants: await presentOf('tenants', tenants, (row) => {
      const view = tenantView(row, now)
      return [view, { parent: view.parentId === null ? null : (tenantNames.get(view.parentId) ?? null) }]
    }),
    products: await presentOf('products', products, (row) => {
      const view = productView(row, now)
      return [view, { retiresAt: view.state === 'deprecated' ? view.retiresAt : undefined }]
    }),
    limits: await presentOf('limits', limits, (row) => {
      const view = limitView(row, now)
      const { tenantId, productId, ...scope } = view.scope
      const tenant = tenantId === undefined ? {} : { tenant: tenantNames.get(tenantId) ?? tenantId }
      const product = productId === undefined ? {} : { product: productNames.get(productId) ?? productId }
      const hasWindow = view.measure !== 'concurrency'
      return [{ ...view, window: hasWindow ? view.window : undefined }, { scope: { ...tenant, ...product, ...scope } }]
    }),
  }
}

/** There are the most of them: read a thousand at a time, so that the process has turns for others. */
async function readTenants({ db }: Context) {
  const read = (after: string | null) =>
    db.tenant.findMany({
      where: { archivedAt: null },
      include: tenantInclude,
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: TENANTS_AT_ONCE,
      ...(after !== null && { cursor: { id: after }, skip: 1 }),
    })
  const all = await read(null)
  for (let some = all; some.length === TENANTS_AT_ONCE; all.push(...some)) some = await read(all.at(-1)?.id ?? null)
  return all
}

/** The whole as a document. */
export function documentOf(estate: Estate) {
  return Object.fromEntries(configOrder.map((noun) => [noun, [...estate[noun].values()]])) as unknown as Record<
    ConfigNoun,
    Present[]
  >
}

async function presentOf<Row>(
  noun: ConfigNoun,
  rows: Row[],
  view: (row: Row) => [Shown & object, object],
): Promise<Map<string, Present>> {
  const fields = Object.keys((configNouns[noun] as z.ZodObject).shape)
  const seen = new Set<string>()
  const present = new Map<string, Present>()
  for await (const some of inSlices(rows)) {
    for (const row of some) {
      const [shown, own] = view(row)
      const all: Record<string, unknown> = { ...shown, ...own }
      const doc = Object.fromEntries(fields.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]))
      const key = numbered(keyOf(noun, doc), seen)
      present.set(key, { key, doc, id: shown.id, version: shown.version ?? 1 })
    }
  }
  return present
}

/** The variable is a proposal: what it is called where it is applied, nobody here knows. */
function referenceOf({ name, credential }: Backend, uri: string | null): object {
  if (credential.kind === 'api-key')
    return {
      kind: 'api-key',
      env: `${name
        .toUpperCase()
        .replaceAll(/[^A-Z0-9]+/g, '_')
        .replace(/^[^A-Z]+/, '')}_KEY`,
    }
  if (credential.kind === 'key-vault') return { kind: 'key-vault', uri }
  const { clientId } = credential
  return {
    kind: credential.kind,
    ...(clientId === null ? {} : { clientId }),
    ...(credential.kind === 'managed-identity' && uri !== null ? { resource: uri } : {}),
  }
}
