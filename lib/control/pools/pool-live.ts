/** How a pool stands now: this process's own figures at first hand, other gateways' as their heartbeats tell them. */
import { z } from 'zod'
import { toPublicId } from '@/lib/base/ids'
import { empty } from '@/lib/contracts/paging'
import { type LiveMemberView, type PoolLive, poolLive } from '@/lib/contracts/pool-live'
import type { Context } from '@/lib/control/context'
import type { LiveMember } from '@/lib/control/control-ports'
import { query } from '@/lib/control/operation'
import { poolOf } from '@/lib/control/pools/pool-operations'
import type { PoolRow } from '@/lib/control/pools/pool-view'

/** A gateway unheard of for longer is not there. */
const SEEN_MS = 5_000

export const getPoolLive = query(
  'pools.read',
  { path: { id: 'pool' }, in: empty, out: poolLive },
  async (context, { id }): Promise<PoolLive> => {
    const pool = await poolOf(context, id)
    const reports = await reportsOf(context)
    const members = await Promise.all(pool.members.map((member) => viewOf(context, pool, member, reports)))
    const attempts = sum(members, (member) => member.attempts)
    for (const member of members) member.sharePercent = attempts === 0 ? 0 : Math.round((1000 * member.attempts) / attempts) / 10
    return {
      at: context.now.toISOString(),
      replicas: reports.length,
      attempts,
      failures: sum(members, (member) => member.failures),
      members,
    }
  },
)

type Report = readonly LiveMember[]

/** What is in a heartbeat, as far as pools go. One written by another version is left out rather than believed. */
const heartbeat = z.object({
  servesCalls: z.boolean().default(true),
  members: z.array(
    z.object({
      poolId: z.string(),
      backendId: z.string(),
      state: z.enum(['closed', 'open', 'half-open']),
      reason: z.string(),
      openForMs: z.number(),
      inFlight: z.number(),
      latencyMs: z.number(),
      attempts: z.number(),
      failures: z.number(),
      pulse: z.object({ ageMs: z.number(), ok: z.boolean(), latencyMs: z.number(), message: z.string() }).nullable(),
    }),
  ),
})

/** What each gateway has said of its members lately. */
export async function reportsOf({ db, ports, now }: Context): Promise<Report[]> {
  const own = await ports.livePools()
  const others = await db.replica.findMany({
    where: { id: { not: own.instanceId }, seenAt: { gte: new Date(now.getTime() - SEEN_MS) } },
    select: { status: true },
  })
  const reports: Report[] = own.servesCalls ? [own.members] : []
  for (const { status } of others) {
    const parsed = heartbeat.safeParse(status)
    if (parsed.success && parsed.data.servesCalls) reports.push(parsed.data.members)
  }
  return reports
}

async function viewOf(
  { ports, now }: Context,
  pool: PoolRow,
  { backendId, backend }: PoolRow['members'][number],
  reports: readonly Report[],
): Promise<LiveMemberView> {
  const lives = reports.flatMap((report) => report.filter((one) => one.poolId === pool.id && one.backendId === backendId))
  const worst = lives.toSorted((a, b) => badness(b) - badness(a) || b.openForMs - a.openForMs)[0]
  const measured = lives.filter((live) => live.latencyMs > 0)
  const pulse = lives.flatMap((live) => live.pulse ?? []).toSorted((a, b) => a.ageMs - b.ageMs)[0]
  const at = (ms: number) => new Date(now.getTime() + ms).toISOString()
  return {
    backendId: toPublicId('backend', backendId),
    state: worst?.state ?? 'closed',
    openReplicas: lives.filter((live) => live.state !== 'closed').length,
    reason: worst && worst.state !== 'closed' ? worst.reason : null,
    openUntil: worst?.state === 'open' && worst.openForMs > 0 ? at(worst.openForMs) : null,
    inFlight: sum(lives, (live) => live.inFlight),
    latencyMs: measured.length === 0 ? null : Math.round(sum(measured, (live) => live.latencyMs) / measured.length),
    attempts: sum(lives, (live) => live.attempts),
    failures: sum(lives, (live) => live.failures),
    sharePercent: 0,
    probe: pulse ? { at: at(-pulse.ageMs), ok: pulse.ok, latencyMs: pulse.latencyMs, message: pulse.message } : null,
    simulated: (await ports.simulator?.modeOf(backend.baseUrl)) ?? null,
  }
}

function badness({ state }: LiveMember): number {
  return state === 'open' ? 2 : state === 'half-open' ? 1 : 0
}

function sum<T>(list: readonly T[], of: (one: T) => number): number {
  return list.reduce((total, one) => total + of(one), 0)
}
