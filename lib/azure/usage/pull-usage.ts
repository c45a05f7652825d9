/**
 * Fetches what API Management has measured from Log Analytics and books it: on from where the last run ended, looking back a little,
 * for rows come late. What was fetched is kept after each page, so a run that ends early is gone on from.
 */
import { addressesOf } from '@/lib/azure/apim/clouds'
import { createTokenSource } from '@/lib/azure/apim/token-source'
import { openCredential } from '@/lib/azure/instances/instance-secret'
import { bookUsage } from '@/lib/azure/usage/book-usage'
import { logPlaceOf, queryLogs } from '@/lib/azure/usage/query-logs'
import { readUsage } from '@/lib/azure/usage/read-usage'
import { Fault, isFault } from '@/lib/base/faults'
import type { ControlPorts, UsageBook } from '@/lib/control/control-ports'
import type { Prisma } from '@/lib/control/database'

export type PullPorts = Pick<ControlPorts, 'db' | 'keyRing' | 'log' | 'clock'> & { usageBook: UsageBook }
/** How much at once: rows of a page, pages of a run. */
export type PullBounds = { rows: number; pages: number }

type Pull = Prisma.AzureUsagePullGetPayload<{ include: { instance: true } }>
type Sums = { rows: number; booked: number; unmapped: number }

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Log Analytics has a row minutes after its call, seldom more than an hour. */
const LOOK_BACK_MS = 2 * HOUR_MS
/** After which no further page is begun: other jobs wait for this one. */
const LONGEST_RUN_MS = 30_000
const usual: PullBounds = { rows: 5_000, pages: 40 }

/** All that are due: hourly, and at once after somebody set one. */
export async function pullAllUsage(ports: PullPorts, bounds = usual): Promise<string> {
  const dueBefore = new Date(ports.clock.now() - HOUR_MS)
  const pulls = await ports.db.azureUsagePull.findMany({
    where: { OR: [{ lastRunAt: null }, { lastRunAt: { lte: dueBefore } }, { isCaughtUp: false, lastError: null }] },
    include: { instance: true },
  })
  let booked = 0
  let failed = 0
  for (const pull of pulls) {
    const done = await pullUsage(ports, pull, bounds)
    booked += done.booked
    if (done.error !== null) failed++
  }
  return `fetched usage of ${pulls.length} instances: ${booked} calls booked${failed > 0 ? `, ${failed} failed` : ''}`
}

async function pullUsage(ports: PullPorts, pull: Pull, bounds: PullBounds): Promise<{ booked: number; error: string | null }> {
  const { db, clock, log } = ports
  const sums: Sums = { rows: 0, booked: 0, unmapped: 0 }
  let error: string | null = null
  try {
    await fetchPages(ports, pull, bounds, sums)
  } catch (cause) {
    error = isFault(cause) ? cause.public : 'It failed here; the log says why.'
    log.warn({ err: cause, instance: pull.instance.name }, 'fetching usage from Log Analytics failed')
  }
  const { rows: lastRows, booked: lastBooked, unmapped: lastUnmapped } = sums
  await db.azureUsagePull.updateMany({
    where: same(pull),
    data: { lastRunAt: new Date(clock.now()), lastError: error, lastRows, lastBooked, lastUnmapped },
  })
  return { booked: sums.booked, error }
}

async function fetchPages(ports: PullPorts, pull: Pull, bounds: PullBounds, sums: Sums): Promise<void> {
  const { db, clock, keyRing, usageBook } = ports
  const { instance, workspaceId, source } = pull
  const place = logPlaceOf(instance, workspaceId)
  const at = { ...addressesOf(instance), managementUrl: place.url }
  const tokens = createTokenSource(openCredential({ keyRing }, instance), at, () => clock.now())
  const nowMs = clock.now()
  let fromMs = pull.throughTime.getTime() - (pull.isCaughtUp ? LOOK_BACK_MS : 0)
  const endMs = performance.now() + LONGEST_RUN_MS
  for (let page = 0; page < bounds.pages && performance.now() < endMs; page++) {
    const toMs = Math.min(fromMs + DAY_MS, nowMs)
    const { text, rows, lastMs } = await queryLogs(place, { fromMs, toMs }, bounds.rows, tokens)
    if (rows > 0) {
      const found = readUsage(text)
      const booking = { db, book: usageBook, now: new Date(clock.now()), createdBy: 'Log Analytics' }
      const done = await bookUsage(booking, { source, fileName: `workspace ${workspaceId}`, found })
      sums.rows += rows
      sums.booked += done.booked
      sums.unmapped += done.unmapped
      // What was all known before is no news for the list of what was brought in, unless its calls name it.
      if (done.booked === 0) await forgetEmpty(ports, done.id, source)
    }
    const isFull = rows >= bounds.rows && lastMs !== null
    if (isFull && lastMs <= fromMs)
      throw new Fault('azure.refused', { public: 'More calls than one page holds are of one moment: bring them in as a file.' })
    const throughMs = isFull ? lastMs : toMs
    const isCaughtUp = !isFull && toMs >= nowMs
    // Looking back takes nothing back.
    const throughTime = new Date(Math.max(throughMs, pull.throughTime.getTime()))
    const { count } = await db.azureUsagePull.updateMany({ where: same(pull), data: { throughTime, isCaughtUp } })
    if (isCaughtUp || count === 0) return
    fromMs = throughMs
  }
}

/** Unless somebody set another workspace meanwhile: then what is here is no longer about it. */
function same({ instanceId, workspaceId }: Pull): Prisma.AzureUsagePullWhereInput {
  return { instanceId, workspaceId }
}

async function forgetEmpty({ db }: PullPorts, id: string, source: string): Promise<void> {
  const others = await db.azureUsageImport.count({ where: { source, id: { not: id } } })
  if (others > 0) await db.azureUsageImport.delete({ where: { id } })
}
