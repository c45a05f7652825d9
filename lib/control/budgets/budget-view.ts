import type { Actor } from '@/lib/access/actor'
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import { type Budget, budgetState } from '@/lib/contracts/budget'
import type { Prisma } from '@/lib/control/database'
import { iso } from '@/lib/control/iso'

export const budgetInclude = {
  tenant: { select: { name: true, parentId: true, timeZones: { orderBy: { effectiveFrom: 'asc' } } } },
  product: { select: { name: true } },
  raises: { where: { state: 'requested' }, take: 1 },
} satisfies Prisma.BudgetInclude

export type BudgetRow = Prisma.BudgetGetPayload<{ include: typeof budgetInclude }>

/** `actor` says whether the open question is the reader's own, who may then not decide it. */
export function budgetView(row: BudgetRow, actor: Pick<Actor, 'userId'>): Budget {
  const [raise] = row.raises
  return {
    id: toPublicId('budget', row.id),
    name: row.name,
    kind: kindOf(row),
    scope: {
      ...(row.tenantId && { tenantId: toPublicId('tenant', row.tenantId) }),
      ...(row.productId && { productId: toPublicId('product', row.productId) }),
      ...(row.costCentre && { costCentre: row.costCentre }),
      ...(row.model && { model: row.model }),
    },
    scopeLabel: scopeLabel(row),
    period: row.period as Budget['period'],
    amount: formatNano(row.amountNano),
    currency: row.currency,
    thresholds: row.thresholds,
    forecastThresholds: row.forecastThresholds,
    hardStop: row.limitId !== null,
    limitId: row.limitId && toPublicId('limit', row.limitId),
    state: storedState.parse(row.state),
    raise: raise
      ? {
          id: toPublicId('raise', raise.id),
          amount: formatNano(raise.amountNano),
          reason: raise.reason,
          requestedBy: raise.requestedBy,
          requestedAt: iso(raise.requestedAt),
          isOwn: raise.requestedById === actor.userId,
        }
      : null,
    createdBy: row.createdBy,
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  }
}

const storedState = budgetState.nullable().catch(null)

function kindOf(row: BudgetRow): Budget['kind'] {
  if (row.tenantId) return 'tenant'
  if (row.productId) return 'product'
  return row.costCentre ? 'costCentre' : 'model'
}

export function scopeLabel(row: Pick<BudgetRow, 'tenant' | 'product' | 'costCentre' | 'model'>): string {
  if (row.tenant) return `tenant ${row.tenant.name} with all below it`
  if (row.product) return `product ${row.product.name}`
  return row.costCentre ? `cost centre ${row.costCentre}` : `model ${row.model}`
}
