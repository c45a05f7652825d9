/** Books what commitments cost: each hour once, and what became known of it later as differences that add up to nothing. */
import { newUuid } from '@/lib/base/ids'
import { type CommitmentRow, earlier, HOUR_MS, sharesOf } from '@/lib/control/commitments/hour-shares'
import type { Context } from '@/lib/control/context'
import type { Tx } from '@/lib/control/database'
import { dayText } from '@/lib/control/statements/month-usage'
import { type Share, summedShares } from '@/lib/policy/commitments/allocate'

/** Allocates every hour before the instant that is not yet. Under the lock of the control plane. */
export async function allocateThrough({ db, now }: Pick<Context, 'db' | 'now'>, through: Date): Promise<void> {
  const rows = await db.commitment.findMany({ where: { from: { lt: through } }, include: lastRun, orderBy: { id: 'asc' } })
  for (const { runs, ...row } of rows) {
    const from = runs[0]?.to ?? row.from
    const to = earlier(through, row.until)
    if (from >= to) continue
    await book(db, row, { from, to, version: 1, now }, await sharesOf(db, row, from, to))
  }
}

type Term = { from: Date; until: Date }

export function runningCommitments({ commitment }: Tx, through: Date): Promise<Term[]> {
  return commitment.findMany({ where: { from: { lt: through } }, select: { from: true, until: true } })
}

/** Where a month ends inside an hour of UTC that many share, the whole hour must be over: its cost is split as a whole. */
export function wholeHoursEnd(terms: readonly Term[], end: Date): Date {
  const isShared = terms.some(({ from, until }) => from < end && until > end)
  return isShared ? new Date(Math.ceil(end.getTime() / HOUR_MS) * HOUR_MS) : end
}

const lastRun = { runs: { where: { version: 1 }, orderBy: { to: 'desc' as const }, take: 1 } }

/** Looks at the hours of a commitment again that were allocated, and books what late calls have changed. Answers whether they have. */
export async function allocateAgain({ db, now }: Pick<Context, 'db' | 'now'>, row: CommitmentRow): Promise<boolean> {
  const runs = await db.commitmentRun.findMany({ where: { commitmentId: row.id }, orderBy: { to: 'asc' } })
  const to = runs.at(-1)?.to
  if (!to) return false
  const booked = await db.commitmentShare.findMany({ where: { commitmentId: row.id }, orderBy: { id: 'asc' } })
  const taken = booked.map((share): Share => ({ ...share, day: dayText(share.day), costNano: -share.costNano }))
  const difference = summedShares([...(await sharesOf(db, row, row.from, to)), ...taken])
  if (difference.length === 0) return false
  await book(db, row, { from: row.from, to, version: 1 + Math.max(...runs.map((run) => run.version)), now }, difference)
  return true
}

type Run = { from: Date; to: Date; version: number; now: Date }

async function book(db: Tx, row: CommitmentRow, { from, to, version, now }: Run, shares: Share[]): Promise<void> {
  const runId = newUuid()
  const commitmentId = row.id
  await db.commitmentRun.create({ data: { id: runId, commitmentId, from, to, version, createdAt: now } })
  await db.commitmentShare.createMany({
    data: summedShares(shares).map((share) => ({ ...share, day: new Date(`${share.day}T00:00:00Z`), runId, commitmentId })),
  })
}
