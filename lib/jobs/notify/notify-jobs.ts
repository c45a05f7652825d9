/** The jobs that make notices: figures that are watched, thresholds that were reached, and old notices away. */
import { evaluateBudgets } from '@/lib/control/budgets/evaluate-budgets'
import type { Database } from '@/lib/db/client'
import { everyMs, type Job, nightly } from '@/lib/jobs/job-runner'
import { evaluateAlerts } from '@/lib/jobs/notify/evaluate-alerts'
import { noticeLimitEvents } from '@/lib/jobs/notify/limit-notices'

const OFTEN_MS = 20_000
const BUDGETS_MS = 60_000
const KEEP_MS = 90 * 86_400_000

export function notifyJobs(db: Database): Job[] {
  return [
    { name: 'alerts', next: everyMs(OFTEN_MS), run: () => evaluateAlerts(db, new Date()) },
    { name: 'thresholds', next: everyMs(OFTEN_MS), run: () => noticeLimitEvents(db, new Date()) },
    { name: 'budgets', next: everyMs(BUDGETS_MS), run: () => evaluateBudgets(db, new Date()) },
    { name: 'notices', next: nightly(3, 10), run: () => dropOldNotices(db, new Date()) },
  ]
}

/** Notices and closed alerts are kept for a quarter. */
export async function dropOldNotices(db: Database, now: Date): Promise<string> {
  const before = new Date(now.getTime() - KEEP_MS)
  const notices = await db.notice.deleteMany({ where: { createdAt: { lt: before } } })
  const alerts = await db.alert.deleteMany({ where: { resolvedAt: { lt: before } } })
  return `dropped ${notices.count} notices and ${alerts.count} alerts`
}
