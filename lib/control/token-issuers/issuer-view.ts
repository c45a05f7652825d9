/** A trusted issuer as the API shows it, with the names its subscriptions have today. */
import { toPublicId } from '@/lib/base/ids'
import type { TokenIssuer } from '@/lib/contracts/token-issuer'
import type { Prisma, Tx } from '@/lib/control/database'
import { iso } from '@/lib/control/iso'
import type { TokenIssuer as IssuerRules } from '@/lib/policy/tokens/token-issuer'

export type IssuerRow = Prisma.TokenIssuerGetPayload<object>
export type StoredRules = Pick<IssuerRules, 'requiredClaims' | 'callers' | 'modelRules'>

export async function issuerViewer(db: Tx, rows: readonly IssuerRow[]): Promise<(row: IssuerRow) => TokenIssuer> {
  const ids = new Set(rows.flatMap((row) => rulesOf(row).callers.map(({ subscriptionId }) => subscriptionId)))
  const [subscriptions, counts] = await Promise.all([
    db.subscription.findMany({
      where: { id: { in: [...ids] } },
      select: { id: true, name: true, product: { select: { name: true } }, tenant: { select: { name: true } } },
    }),
    db.tokenUser.groupBy({ by: ['issuer'], where: { issuer: { in: rows.map(({ issuer }) => issuer) } }, _count: true }),
  ])
  const known = new Map(subscriptions.map((one) => [one.id, one]))
  const users = new Map(counts.map(({ issuer, _count }) => [issuer, _count]))
  return (row) => {
    const { requiredClaims, callers, modelRules } = rulesOf(row)
    return {
      id: toPublicId('issuer', row.id),
      name: row.name,
      issuer: row.issuer,
      keysUrl: row.keysUrl,
      audiences: row.audiences,
      algorithms: row.algorithms as TokenIssuer['algorithms'],
      clientIds: row.clientIds,
      requiredClaims: requiredClaims.map((one) => ({ ...one, values: [...one.values] })),
      callers: callers.map(({ claim, value, subscriptionId }) => {
        const one = known.get(subscriptionId)
        return {
          claim,
          value,
          subscriptionId: toPublicId('subscription', subscriptionId),
          subscriptionName: one?.name ?? null,
          productName: one?.product.name ?? null,
          tenantName: one?.tenant.name ?? null,
        }
      }),
      modelRules: modelRules.map((one) => ({ ...one, models: [...one.models] })),
      userClaim: row.userClaim,
      clockSkewSeconds: row.clockSkewS,
      isEnabled: row.isEnabled,
      userCount: users.get(row.issuer) ?? 0,
      version: row.version,
      createdAt: iso(row.createdAt),
      updatedAt: iso(row.updatedAt),
    }
  }
}

export function rulesOf({ rules }: Pick<IssuerRow, 'rules'>): StoredRules {
  const { requiredClaims = [], callers = [], modelRules = [] } = (rules ?? {}) as Partial<StoredRules>
  return { requiredClaims, callers, modelRules }
}

/** The issuer as the gateway judges tokens by it. */
export function policyIssuerOf(row: IssuerRow): IssuerRules {
  return {
    ...rulesOf(row),
    id: row.id,
    name: row.name,
    issuer: row.issuer,
    keysUrl: row.keysUrl,
    audiences: row.audiences,
    algorithms: row.algorithms as IssuerRules['algorithms'],
    clientIds: row.clientIds,
    userClaim: row.userClaim,
    clockSkewMs: row.clockSkewS * 1000,
  }
}
