/** Kill this one: where does traffic go? Told by the choice the gateway makes, over the breakers as they stand. */
import { parsePublicId, toPublicId } from '@/lib/base/ids'
import { poolTraffic, poolTrafficQuery } from '@/lib/contracts/pool-live'
import { query } from '@/lib/control/operation'
import { reportsOf } from '@/lib/control/pools/pool-live'
import { poolOf } from '@/lib/control/pools/pool-operations'
import { type PoolRow, routingOf, strategyOf } from '@/lib/control/pools/pool-view'
import { trafficOf } from '@/lib/policy/pools/traffic'

export const getPoolTraffic = query(
  'pools.read',
  { path: { id: 'pool' }, in: poolTrafficQuery, out: poolTraffic },
  async (context, { id, without }) => {
    const pool = await poolOf(context, id)
    const lives = (await reportsOf(context)).flat().filter((live) => live.poolId === id)
    const members = pool.members.map(({ backendId, backend, priority, weight, isDrained }) => {
      const own = lives.filter((live) => live.backendId === backendId)
      const timed = own.filter((live) => live.latencyMs > 0)
      return {
        backendId,
        priority,
        weight,
        region: backend.region,
        // Out for some gateways is not out: they take turns.
        isAvailable: !isDrained && (own.length === 0 || own.some((live) => live.state !== 'open')),
        latencyMs: timed.reduce((sum, live) => sum + live.latencyMs, 0) / Math.max(1, timed.length),
      }
    })
    const gone = new Set(without.split(',').flatMap((one) => parsePublicId('backend', one) ?? []))
    const left = trafficOf(strategyOf[pool.strategy], members, gone)
    return {
      now: sharesOf(trafficOf(strategyOf[pool.strategy], members)),
      without: sharesOf(left),
      nobody: left.size === 0 ? lastResortOf(pool) : null,
    }
  },
)

function sharesOf(shares: Map<string, number>) {
  return [...shares].map(([backendId, percent]) => ({
    backendId: toPublicId('backend', backendId),
    percent: Math.round(percent * 10) / 10,
  }))
}

function lastResortOf(pool: PoolRow): string {
  const { lastResort } = routingOf(pool)
  switch (lastResort.kind) {
    case 'refuse':
      return 'Nobody is left: every call is refused with 503.'
    case 'primary':
      return 'Nobody is left: the first member is tried all the same.'
    case 'answer':
      return 'Nobody is left: every call gets the canned answer.'
    case 'model':
      return `Nobody is left: the model ${lastResort.model} answers instead.`
  }
}
