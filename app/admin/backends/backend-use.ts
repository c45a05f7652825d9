/** Where a backend is used: the models that reach it, the prices set for it, and when it last answered. */
import { allOf } from '@/app/page-data'
import type { Actor } from '@/lib/access/actor'
import type { Backend } from '@/lib/contracts/backend'
import { listCalls } from '@/lib/control/calls/call-queries'
import { getPool } from '@/lib/control/pools/pool-operations'
import { listPrices } from '@/lib/control/prices/price-operations'

export type BackendUse = { models: string[]; prices: number; lastCallAt: string | null }

export async function readBackendUse(actor: Actor, { id, pools, deployments }: Backend): Promise<BackendUse> {
  const [full, prices, calls] = await Promise.all([
    Promise.all(pools.map((pool) => getPool(actor, { id: pool.id }))),
    allOf(listPrices, actor, { backendId: id }),
    listCalls(actor, { backendId: id, limit: 1 }),
  ])
  const deployed = new Set(deployments.map(({ model }) => model))
  const models = [...new Set(full.flatMap((pool) => pool.models))].filter((model) => deployed.has(model))
  return { models: models.toSorted(), prices: prices.length, lastCallAt: calls.items[0]?.startedAt ?? null }
}
