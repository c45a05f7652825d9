/** Where a model is used: what its pool's backends call it, what it costs, and what would notice its end. */
import { allOf } from '@/app/page-data'
import { type Actor, isAllowed } from '@/lib/access/actor'
import type { Model } from '@/lib/contracts/model'
import type { Price } from '@/lib/contracts/price'
import { getBackend } from '@/lib/control/backends/backend-queries'
import { listLimits } from '@/lib/control/limits/limit-queries'
import { getPool, listPools } from '@/lib/control/pools/pool-operations'
import { listPrices } from '@/lib/control/prices/price-operations'

export type DeploymentRow = {
  backendId: string
  backendName: string
  region: string | null
  /** Null: it has none, and is passed over. */
  deployment: string | null
  isDrained: boolean
}

export type ModelUse = { deployments: DeploymentRow[]; inForce: Price[]; limits: string[]; fallbackOf: string[] }

export async function readModelUse(actor: Actor, { name, poolId }: Model): Promise<ModelUse> {
  const seesPools = isAllowed(actor, 'pools.read')
  const [deployments, inForce, limits, pools] = await Promise.all([
    poolId ? deploymentsOf(actor, name, poolId) : [],
    allOf(listPrices, actor, { model: name, at: new Date().toISOString() }),
    allOf(listLimits, actor, { model: name }),
    seesPools ? allOf(listPools, actor) : [],
  ])
  const fallbackOf = pools.filter(({ lastResort }) => lastResort.kind === 'model' && lastResort.model === name)
  return { deployments, inForce, limits: limits.map((limit) => limit.name), fallbackOf: fallbackOf.map((pool) => pool.name) }
}

async function deploymentsOf(actor: Actor, model: string, poolId: string): Promise<DeploymentRow[]> {
  const pool = await getPool(actor, { id: poolId })
  return await Promise.all(
    pool.members.map(async ({ backendId, backendName, region, isDrained }) => {
      const backend = await getBackend(actor, { id: backendId })
      const own = backend.deployments.find((one) => one.model === model)
      return { backendId, backendName, region, isDrained, deployment: own?.name ?? null }
    }),
  )
}
