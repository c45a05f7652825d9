import { Fault } from '@/lib/base/faults'
import { empty } from '@/lib/contracts/paging'
import { tokenIssuer, tokenIssuerList, tokenIssuerPage, tokenIssuerTest } from '@/lib/contracts/token-issuer'
import type { Context } from '@/lib/control/context'
import type { TokenIssuersPort } from '@/lib/control/control-ports'
import type { Prisma } from '@/lib/control/database'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'
import { type IssuerRow, issuerViewer } from '@/lib/control/token-issuers/issuer-view'

export const listIssuers = query('issuers.read', { in: tokenIssuerList, out: tokenIssuerPage }, async ({ db }, input) => {
  const where: Prisma.TokenIssuerWhereInput = {}
  if (input.enabled) where.isEnabled = input.enabled === 'yes'
  if (input.search) where.OR = [{ name: containing(input.search) }, { issuer: containing(input.search) }]
  const page = await pageOf({
    query: input,
    sorts: { name: 'text', createdAt: 'time' },
    defaultSort: 'name',
    fetch: ({ after, orderBy, take }) => db.tokenIssuer.findMany({ where: { AND: [where, after] }, orderBy, take }),
    view: (row) => row,
  })
  const view = await issuerViewer(db, page.items)
  return { items: page.items.map(view), nextCursor: page.nextCursor }
})

export const getIssuer = query(
  'issuers.read',
  { path: { id: 'issuer' }, in: empty, out: tokenIssuer },
  async (context, { id }) => {
    const row = await issuerOf(context, id)
    return (await issuerViewer(context.db, [row]))(row)
  },
)

/** Asks the issuer for its keys, as the gateway would. One that does not answer is an answer, not a fault. */
export const testIssuer = query(
  'issuers.test',
  { path: { id: 'issuer' }, in: empty, out: tokenIssuerTest },
  async (context, { id }) => {
    const row = await issuerOf(context, id)
    return tokenIssuersPort(context).read(row)
  },
)

export async function issuerOf({ db }: Pick<Context, 'db'>, id: string): Promise<IssuerRow> {
  const row = await db.tokenIssuer.findUnique({ where: { id } })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such token issuer.' })
  return row
}

export function tokenIssuersPort({ ports }: Pick<Context, 'ports'>): TokenIssuersPort {
  if (!ports.tokenIssuers) throw new Fault('service.unavailable', { public: 'No gateway runs here that could ask an issuer.' })
  return ports.tokenIssuers
}
