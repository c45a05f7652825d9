import { toPublicId } from '@/lib/base/ids'
import type { Pool } from '@/lib/contracts/pool'
import type { Prisma } from '@/lib/control/database'
import { iso } from '@/lib/control/iso'

export const poolInclude = {
  members: {
    include: { backend: { select: { name: true, baseUrl: true, region: true } } },
    orderBy: [{ priority: 'asc' }, { backendId: 'asc' }],
  },
  models: { select: { name: true }, orderBy: { name: 'asc' } },
} satisfies Prisma.PoolInclude

export type PoolRow = Prisma.PoolGetPayload<{ include: typeof poolInclude }>

export const strategyOf = {
  weighted: 'weighted',
  least_latency: 'least-latency',
  least_busy: 'least-busy',
} as const

export const strategyColumn = {
  weighted: 'weighted',
  'least-latency': 'least_latency',
  'least-busy': 'least_busy',
} as const

export type PoolRouting = Pick<Pool, 'affinity' | 'prefersUserRegion' | 'lastResort' | 'probe' | 'deadlines' | 'retries'>

/** How a pool routes; what was never said is the built-in rule. */
export function routingOf(row: { routing: unknown }): PoolRouting {
  const stored = (row.routing ?? {}) as Partial<PoolRouting>
  return {
    affinity: stored.affinity ?? null,
    prefersUserRegion: stored.prefersUserRegion ?? true,
    lastResort: stored.lastResort ?? { kind: 'refuse' },
    probe: stored.probe ?? null,
    deadlines: stored.deadlines ?? null,
    retries: stored.retries ?? null,
  }
}

export function poolView(row: PoolRow): Pool {
  return {
    id: toPublicId('pool', row.id),
    name: row.name,
    strategy: strategyOf[row.strategy],
    members: row.members.map(({ backendId, backend, priority, weight, isDrained }) => ({
      backendId: toPublicId('backend', backendId),
      backendName: backend.name,
      region: backend.region,
      priority,
      weight,
      isDrained,
    })),
    breaker: row.breaker as Pool['breaker'],
    ...routingOf(row),
    models: row.models.map((model) => model.name),
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  }
}
