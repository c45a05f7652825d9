/** What is planned for each thing in a kind of period, by `<id or name> <currency>`: what a report sets beside what was spent. */
import type { CalendarPeriod } from '@/lib/base/day-range'
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Budget } from '@/lib/contracts/budget'
import type { Context } from '@/lib/control/context'

const columnOf = { tenant: 'tenantId', product: 'productId', costCentre: 'costCentre', model: 'model' } as const

/** Where there are several for one thing, the tightest. */
export async function plannedFor(
  { db, scope }: Pick<Context, 'db' | 'scope'>,
  kind: Budget['kind'],
  period: CalendarPeriod,
): Promise<Map<string, string>> {
  const column = columnOf[kind]
  const rows = await db.budget.findMany({
    where: { AND: [scope.ofTenant, { period, [column]: { not: null } }] },
    orderBy: { amountNano: 'desc' },
  })
  return new Map(
    rows.map((row) => {
      const key = row[column] ?? ''
      const id = kind === 'tenant' || kind === 'product' ? toPublicId(kind, key) : key
      return [`${id} ${row.currency}`, formatNano(row.amountNano)]
    }),
  )
}
