/** What a developer asks before they open a ticket: is it me, or is the model down? */

import { toPublicId } from '@/lib/base/ids'
import { type ModelState, type ModelStatus, modelStatus } from '@/lib/contracts/model-status'
import { empty } from '@/lib/contracts/paging'
import type { Context } from '@/lib/control/context'
import { isoOrNull } from '@/lib/control/iso'
import { query } from '@/lib/control/operation'
import { reportsOf } from '@/lib/control/pools/pool-live'
import { visibleProducts } from '@/lib/control/products/product-queries'
import { type HourHealth, modelHealth } from '@/lib/reports/model-health'

const HOUR_MS = 3_600_000
const HOURS = 24
/** More of them failing in the running hour than this is no accident. */
const MANY_FAIL_PERCENT = 20

type Reports = Awaited<ReturnType<typeof reportsOf>>

/** Of the models the reader may see. */
export const getModelStatus = query('models.read', { in: empty, out: modelStatus }, async (context): Promise<ModelStatus> => {
  const { db, now } = context
  const visible = visibleProducts(context)
  const [models, products, reports, health] = await Promise.all([
    db.model.findMany({
      where: context.scope.tenantIds === null ? {} : { products: { some: { product: visible } } },
      include: { pool: { include: { members: { include: { backend: { select: { region: true } } } } } } },
      orderBy: { name: 'asc' },
    }),
    db.product.findMany({
      where: { AND: [visible, { state: 'deprecated' }, { OR: [{ retiresAt: null }, { retiresAt: { gt: now } }] }] },
      orderBy: [{ retiresAt: 'asc' }, { name: 'asc' }],
    }),
    reportsOf(context),
    modelHealth(db, new Date(now.getTime() - HOURS * HOUR_MS), new Date(now.getTime() + 1)),
  ])
  return {
    at: now.toISOString(),
    models: models.map((model) => ({
      model: model.name,
      ...standOf(model.pool, reports, hoursOf(context, model.name, health)),
    })),
    retirements: products.map((product) => ({
      productId: toPublicId('product', product.id),
      productName: product.name,
      retiresAt: isoOrNull(product.retiresAt),
      note: product.retirementNote,
    })),
  }
})

type Pool = { id: string; members: { backendId: string; isDrained: boolean; backend: { region: string | null } }[] }
type Hours = ModelStatus['models'][number]['hours']

function standOf(pool: Pool, reports: Reports, hours: Hours): Omit<ModelStatus['models'][number], 'model'> {
  const members = pool.members.filter(({ isDrained }) => !isDrained)
  const lives = (backendId: string) =>
    reports.flatMap((report) => report.filter((one) => one.poolId === pool.id && one.backendId === backendId))
  const isUp = (backendId: string) => !lives(backendId).some(({ state }) => state === 'open')
  const regions = new Map<string, boolean>()
  for (const { backendId, backend } of members) {
    const region = backend.region ?? 'elsewhere'
    regions.set(region, (regions.get(region) ?? false) || isUp(backendId))
  }
  const measured = members.flatMap(({ backendId }) => lives(backendId)).filter(({ latencyMs }) => latencyMs > 0)
  const up = members.filter(({ backendId }) => isUp(backendId)).length
  return {
    state: stateOf(reports.length > 0, up, members.length, hours.at(-1)?.failedPercent ?? 0),
    regions: [...regions].map(([region, isRegionUp]) => ({ region, isUp: isRegionUp })),
    latencyMs: measured.length === 0 ? null : Math.round(measured.reduce((sum, one) => sum + one.latencyMs, 0) / measured.length),
    hours,
  }
}

function stateOf(hasReports: boolean, up: number, all: number, failedPercent: number): ModelState {
  if (all === 0 || (hasReports && up === 0)) return 'down'
  if (!hasReports) return 'unknown'
  return up < all || failedPercent >= MANY_FAIL_PERCENT ? 'degraded' : 'up'
}

/** Every hour, also those without a call. */
function hoursOf({ now }: Context, model: string, health: readonly HourHealth[]): Hours {
  const known = new Map(health.filter((one) => one.model === model).map((one) => [one.hour.getTime(), one.failedPercent]))
  const last = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  return Array.from({ length: HOURS }, (_, index) => {
    const hour = last - (HOURS - 1 - index) * HOUR_MS
    return { hour: new Date(hour).toISOString(), failedPercent: known.get(hour) ?? null }
  })
}
