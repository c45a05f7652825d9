/** A provider's bill beside the ledger: read, laid beside it, kept as it stood that day. */
import { sha256 } from '@/lib/base/digest'
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import {
  reconciliationDetail as detailOut,
  reconciliationCreate,
  reconciliationList,
  reconciliationPage,
  reconciliationQuery,
} from '@/lib/contracts/reconciliation'
import type { Context } from '@/lib/control/context'
import type { Prisma, Tx } from '@/lib/control/database'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { readBill } from '@/lib/control/reconcile/read-bill'
import { reconciliationDetail, reconciliationView, type Sums } from '@/lib/control/reconcile/reconcile-view'
import { containing } from '@/lib/control/search'
import { readBookedDays } from '@/lib/db/booked-usage'
import { compareUsage } from '@/lib/policy/reconcile/compare'
import { type ProviderSource, plainModel } from '@/lib/policy/reconcile/provider-file'

/** Whose backends a file speaks of. */
const providersOf: Record<ProviderSource, string[]> = {
  'azure-cost': ['azure-openai', 'azure-ai'],
  'openai-usage': ['openai'],
  'openai-cost': ['openai'],
}
const DAY_MS = 86_400_000
const NO_MODEL = 'no model'

export const createReconciliation = command(
  'reconciliations.create',
  { in: reconciliationCreate, out: detailOut, creates: true },
  async (context, { fileName, csv }) => {
    const { db, now, actor } = context
    const names = await ownNames(db)
    const bill = await readBill(csv, (model) => names.get(plainModel(model)) ?? null)
    const [from, last] = [new Date(`${bill.from}T00:00:00Z`), new Date(`${bill.to}T00:00:00Z`)]
    const booked = await readBookedDays(db, {
      from,
      to: new Date(last.getTime() + DAY_MS),
      providers: providersOf[bill.source],
      currency: bill.currency,
    })
    const own = new Set(names.values())
    const lines = compareUsage(
      bill.billed,
      booked.map((one) => ({
        day: one.day,
        model: one.model || NO_MODEL,
        calls: one.calls,
        tokens: one.tokens,
        costNano: one.cost_nano,
        unsure: one.unsure,
        unpriced: one.unpriced,
        otherCurrency: one.other_currency,
      })),
      (model) => own.has(model),
    )
    const id = newUuid()
    await db.reconciliation.create({
      data: {
        id,
        source: bill.source,
        fileName,
        digest: new Uint8Array(sha256(csv)),
        rows: bill.rows,
        otherRows: bill.otherRows,
        fromDay: from,
        toDay: last,
        currency: bill.currency,
        createdAt: now,
        createdBy: actor.name,
      },
    })
    await db.reconciliationLine.createMany({
      data: lines.map(({ day, booked: { otherCurrency: _, ...sums }, ...line }) => ({
        ...line,
        ...sums,
        reconciliationId: id,
        day: new Date(`${day}T00:00:00Z`),
      })),
    })
    const view = await detailOf(context, id)
    const { lines: _, byReason: __, ...after } = view
    context.record({ noun: 'reconciliation', id, after, alters: [] })
    return view
  },
)

export const listReconciliations = query(
  'reconciliations.read',
  { in: reconciliationList, out: reconciliationPage },
  async ({ db }, input) => {
    const where: Prisma.ReconciliationWhereInput = {}
    if (input.source) where.source = input.source
    if (input.search) where.fileName = containing(input.search)
    const page = await pageOf({
      query: input,
      sorts: { createdAt: 'time', fileName: 'text' },
      defaultSort: '-createdAt',
      fetch: ({ after, orderBy, take }) => db.reconciliation.findMany({ where: { AND: [where, after] }, orderBy, take }),
      view: (row) => row,
    })
    const sums = await listSums(
      db,
      page.items.map(({ id }) => id),
    )
    return { items: page.items.map((row) => reconciliationView(row, sums(row.id))), nextCursor: page.nextCursor }
  },
)

export const getReconciliation = query(
  'reconciliations.read',
  { path: { id: 'reconciliation' }, in: reconciliationQuery, out: detailOut },
  (context, { id }) => detailOf(context, id),
)

/** What the lines of each come to, summed by the database. */
async function listSums({ reconciliationLine }: Tx, ids: string[]): Promise<(id: string) => Sums> {
  const where = { reconciliationId: { in: ids } }
  const _sum = { billedTokens: true, billedNano: true, calls: true, tokens: true, costNano: true, unpriced: true } as const
  const groups = await reconciliationLine.groupBy({ by: ['reconciliationId'], where, _sum })
  const differing = await reconciliationLine.groupBy({
    by: ['reconciliationId'],
    where: { ...where, NOT: { reasons: { isEmpty: true } } },
    _count: true,
  })
  const counts = new Map(differing.map(({ reconciliationId, _count }) => [reconciliationId, _count]))
  const known = new Map(groups.map((group) => [group.reconciliationId, group._sum]))
  return (id) => {
    const sum = known.get(id)
    return {
      billedTokens: sum?.billedTokens ?? null,
      billedNano: sum?.billedNano ?? null,
      calls: sum?.calls ?? 0n,
      tokens: sum?.tokens ?? 0n,
      costNano: sum?.costNano ?? 0n,
      unpriced: sum?.unpriced ?? 0n,
      differing: counts.get(id) ?? 0,
    }
  }
}

async function detailOf({ db }: Pick<Context, 'db'>, id: string) {
  const row = await db.reconciliation.findUnique({ where: { id }, include: { lines: { orderBy: { id: 'asc' } } } })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such reconciliation.' })
  return reconciliationDetail(row, row.lines)
}

/** Our models by how providers may spell them: their own names, and those of their deployments. */
async function ownNames(db: Tx): Promise<Map<string, string>> {
  const deployments = await db.deployment.findMany({ select: { name: true, model: true } })
  const models = await db.model.findMany({ select: { name: true } })
  return new Map([
    ...deployments.map(({ name, model }) => [plainModel(name), model] as const),
    ...models.map(({ name }) => [plainModel(name), name] as const),
  ])
}
