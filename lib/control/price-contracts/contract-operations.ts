/** What was agreed on beside the list prices. Like prices, contracts are never changed, only followed; none per cent ends one. */
import { Fault } from '@/lib/base/faults'
import { newUuid, toPublicId } from '@/lib/base/ids'
import { empty } from '@/lib/contracts/paging'
import {
  type PriceContract,
  priceContract,
  priceContractCreate,
  priceContractList,
  priceContractPage,
} from '@/lib/contracts/price-contract'
import type { Prisma, Tx } from '@/lib/control/database'
import { dbId, dbIdOf, invalidField } from '@/lib/control/input'
import { iso, isoOrNull } from '@/lib/control/iso'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'

export const listContracts = query(
  'contracts.read',
  { in: priceContractList, out: priceContractPage },
  async ({ db, now }, input) => {
    const where: Prisma.PriceContractWhereInput = {}
    if (input.kind) where.kind = input.kind
    if (input.tenantId) where.tenantId = dbId('tenant', input.tenantId)
    if (input.productId) where.productId = dbId('product', input.productId)
    if (input.provider) where.provider = input.provider
    if (input.search) where.name = containing(input.search)
    if (input.state === 'to-come') where.effectiveFrom = { gt: now }
    if (input.state === 'past' || input.state === 'in-force') {
      where.effectiveFrom = { lte: now }
      const inForce = await idsInForce(db, now)
      where.id = input.state === 'in-force' ? { in: inForce } : { notIn: inForce }
    }
    const page = await pageOf({
      query: input,
      sorts: { effectiveFrom: 'time', name: 'text', createdAt: 'time' },
      defaultSort: '-effectiveFrom',
      fetch: ({ after, orderBy, take }) => db.priceContract.findMany({ where: { AND: [where, after] }, orderBy, take, include }),
      view: (row) => row,
    })
    const view = await viewer(db)
    return { items: page.items.map(view), nextCursor: page.nextCursor }
  },
)

export const getContract = query(
  'contracts.read',
  { path: { id: 'contract' }, in: empty, out: priceContract },
  async ({ db }, { id }) => {
    const row = await db.priceContract.findUnique({ where: { id }, include })
    if (!row) throw new Fault('resource.not_found', { public: 'There is no such contract.' })
    return (await viewer(db))(row)
  },
)

export const createContract = command(
  'contracts.create',
  { in: priceContractCreate, out: priceContract, creates: true },
  async (context, input) => {
    const { db, now } = context
    const tenantId = dbIdOf('tenant', input.tenantId) ?? null
    const productId = dbIdOf('product', input.productId) ?? null
    if (tenantId && (await db.tenant.count({ where: { id: tenantId } })) === 0) throw invalidField('tenantId', 'is not a tenant')
    if (productId && (await db.product.count({ where: { id: productId } })) === 0)
      throw invalidField('productId', 'is not a product')
    const effectiveFrom = new Date(input.effectiveFrom)
    const key = { kind: input.kind, tenantId, productId, provider: input.provider ?? null, effectiveFrom }
    // What is null is distinct to a unique index, so this one is checked under the lock.
    await context.serialize()
    if ((await db.priceContract.count({ where: key })) > 0)
      throw new Fault('resource.conflict', { public: 'There is already such a contract from that instant on.' })
    const data = { id: newUuid(), name: input.name, ppm: Math.round(input.percent * 10_000), ...key, createdAt: now }
    const row = await db.priceContract.create({ data, include })
    const after = (await viewer(db))(row)
    context.record({ noun: 'contract', id: row.id, tenantId, after })
    return after
  },
)

const include = { tenant: { select: { name: true } }, product: { select: { name: true } } } satisfies Prisma.PriceContractInclude
type Row = Prisma.PriceContractGetPayload<{ include: typeof include }>

const sameSeries = (a: Row | Key, b: Row | Key) =>
  a.kind === b.kind && a.tenantId === b.tenantId && a.productId === b.productId && a.provider === b.provider
type Key = Pick<Row, 'kind' | 'tenantId' | 'productId' | 'provider' | 'effectiveFrom'>

/** Of each kind and scope the latest that has begun; one of none per cent has ended it. */
async function idsInForce(db: Tx, now: Date): Promise<string[]> {
  const rows = await db.priceContract.findMany({
    where: { effectiveFrom: { lte: now } },
    distinct: ['kind', 'tenantId', 'productId', 'provider'],
    orderBy: { effectiveFrom: 'desc' },
    select: { id: true, ppm: true },
  })
  return rows.filter(({ ppm }) => ppm > 0).map(({ id }) => id)
}

async function viewer(db: Tx): Promise<(row: Row) => PriceContract> {
  const series = await db.priceContract.findMany({
    select: { kind: true, tenantId: true, productId: true, provider: true, effectiveFrom: true },
    orderBy: { effectiveFrom: 'asc' },
  })
  return (row) => {
    const follower = series.find((next) => sameSeries(next, row) && next.effectiveFrom > row.effectiveFrom)
    return {
      id: toPublicId('contract', row.id),
      name: row.name,
      kind: row.kind,
      percent: row.ppm / 10_000,
      tenantId: row.tenantId && toPublicId('tenant', row.tenantId),
      tenantName: row.tenant?.name ?? null,
      productId: row.productId && toPublicId('product', row.productId),
      productName: row.product?.name ?? null,
      provider: row.provider,
      effectiveFrom: iso(row.effectiveFrom),
      effectiveTo: isoOrNull(follower?.effectiveFrom ?? null),
      createdAt: iso(row.createdAt),
    }
  }
}
