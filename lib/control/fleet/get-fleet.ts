/** The processes that run, as their heartbeats tell; those that went silent stay on the list as missing. */
import { z } from 'zod'
import { type Fleet, type FleetJob, fleet, processCount, type Replica } from '@/lib/contracts/fleet'
import { empty } from '@/lib/contracts/paging'
import { query } from '@/lib/control/operation'
import { isHeldByRights } from '@/lib/db/application-rights'

/** Heartbeats come each second. */
const MISSING_MS = 5_000

/** What is in a heartbeat, as far as the fleet goes. What another version does not say is left open. */
const heartbeat = z.object({
  host: z.string().nullable().default(null),
  version: z.string().nullable().default(null),
  servesCalls: z.boolean().default(true),
  inFlightBytes: z.number().default(0),
  ledger: z
    .object({
      failingSinceMs: z.number().nullable().default(null),
      lagMs: z.number().default(0),
      records: z.number().default(0),
      spoolBytes: z.number().default(0),
      canOpen: z.boolean().default(true),
    })
    .default({ failingSinceMs: null, lagMs: 0, records: 0, spoolBytes: 0, canOpen: true }),
  counters: z
    .object({ store: z.enum(['memory', 'redis']), isUp: z.boolean(), gateways: z.number() })
    .nullable()
    .default(null),
  members: z.array(z.object({ inFlight: z.number(), state: z.string() })).default([]),
})

type JobRow = {
  name: string
  dueAt: Date
  leasedUntil: Date | null
  endedAt: Date | null
  ok: boolean | null
  message: string | null
}

type Heartbeat = z.output<typeof heartbeat>

const silent = heartbeat.parse({})

export const getFleet = query('fleet.read', { in: empty, out: fleet }, async ({ db, now }): Promise<Fleet> => {
  const [rows, jobs, head, isHeld] = await Promise.all([
    db.replica.findMany({ orderBy: { startedAt: 'asc' } }),
    db.job.findMany({ orderBy: { name: 'asc' } }),
    db.controlHead.findFirst({ where: { id: 1 } }),
    isHeldByRights(db),
  ])
  const version = Number(head?.version ?? 0n)
  const replicas = rows.map((row): Replica => {
    const { data: status = silent } = heartbeat.safeParse(row.status)
    const { ledger } = status
    return {
      id: row.id,
      host: status.host,
      version: status.version,
      servesCalls: status.servesCalls,
      state: stateOf(status, now.getTime() - row.seenAt.getTime()),
      startedAt: row.startedAt.toISOString(),
      seenAt: row.seenAt.toISOString(),
      catalogVersion: Number(row.catalogVersion),
      catalogBehind: Math.max(0, version - Number(row.catalogVersion)),
      inFlight: status.members.reduce((sum, { inFlight }) => sum + inFlight, 0),
      inFlightBytes: status.inFlightBytes,
      openBreakers: status.members.filter(({ state }) => state === 'open').length,
      spoolBytes: ledger.spoolBytes,
      oldestUnflushedMs: Math.round(ledger.lagMs),
      flushFailingSince: ledger.failingSinceMs === null ? null : new Date(ledger.failingSinceMs).toISOString(),
      records: ledger.records,
      counters: status.counters,
    }
  })
  const missing = replicas.filter(({ state }) => state === 'missing').length
  return {
    at: now.toISOString(),
    catalogVersion: version,
    missing,
    replicas,
    jobs: jobs.map((row) => jobOf(row, now)),
    closedMonthsHeldBy: isHeld ? 'rights' : 'triggers',
  }
})

/** What the overview says of them, without what each has to tell. */
export const countProcesses = query('fleet.read', { in: empty, out: processCount }, async ({ db, now }) => {
  const rows = await db.replica.findMany({ select: { seenAt: true } })
  return { all: rows.length, missing: rows.filter(({ seenAt }) => isMissing(now.getTime() - seenAt.getTime())).length }
})

function jobOf({ name, dueAt, leasedUntil, endedAt, ok, message }: JobRow, now: Date): FleetJob {
  const isRunning = leasedUntil !== null && leasedUntil > now
  return { name, isRunning, dueAt: dueAt.toISOString(), endedAt: endedAt?.toISOString() ?? null, ok, message }
}

function stateOf({ ledger, counters }: Heartbeat, silentMs: number): Replica['state'] {
  if (isMissing(silentMs)) return 'missing'
  if (!ledger.canOpen) return 'full'
  return ledger.failingSinceMs !== null || counters?.isUp === false ? 'degraded' : 'ready'
}

function isMissing(silentMs: number): boolean {
  return silentMs > MISSING_MS
}
