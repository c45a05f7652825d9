/** What is done beside calls and pages, each thing by one process of all: scheduled jobs, notices, long work at Azure. */
import { startAzureWork } from '@/lib/azure/read/azure-work'
import { systemClock } from '@/lib/base/clock'
import { usageBookOf } from '@/lib/boot/console/live-ports'
import type { ConsoleParts } from '@/lib/boot/console/provide-console'
import { startNotices } from '@/lib/boot/console/start-notices'
import { retentionOf } from '@/lib/boot/settings-of-env'
import { readRetention } from '@/lib/control/settings/retention-settings'
import type { SqlPool } from '@/lib/db/sql-pool'
import { auditJobs } from '@/lib/jobs/audit-jobs'
import { azureDriftJob, azureUsageJob } from '@/lib/jobs/azure-job'
import { startJobs } from '@/lib/jobs/job-runner'
import { ledgerJobs } from '@/lib/jobs/ledger-jobs'
import { notifyJobs } from '@/lib/jobs/notify/notify-jobs'
import { reminderJob, warningJob } from '@/lib/jobs/reminder-job'

export type BackOfficeParts = Pick<ConsoleParts, 'env' | 'log' | 'db' | 'secrets' | 'publicUrl' | 'allowedNetworks' | 'live'> & {
  pool: SqlPool
  instanceId: string
  /** True for a data plane alone: jobs are left to whoever has a console, as long as there is one. */
  leavesJobs: boolean
}

/** Jobs of the minute are due again before it is over where somebody runs them. */
const LEAVE_JOBS_MS = 180_000

export function startBackOffice(parts: BackOfficeParts): { stop(): Promise<void> } {
  const { env, log, db, pool, live, publicUrl, allowedNetworks, instanceId, leavesJobs } = parts
  const { keyRing } = parts.secrets
  const jobs = startJobs({
    pool,
    instanceId,
    jobs: [
      ...ledgerJobs({ pool, readRetention: () => readRetention(db, retentionOf(env)) }),
      reminderJob(db),
      warningJob(db),
      ...notifyJobs(db),
      ...auditJobs(db, env.DATA_DIR),
      azureDriftJob({ db, log, keyRing }),
      azureUsageJob({ db, log, keyRing, clock: systemClock, usageBook: usageBookOf(live) }),
    ],
    patienceMs: leavesJobs ? LEAVE_JOBS_MS : 0,
    onError: (error) => log.error({ err: error }, 'a job failed'),
  })
  const azureWork = startAzureWork({ db, log, keyRing }, pool, instanceId)
  const notices = startNotices({ env, log, pool, keyRing, publicUrl, allowedNetworks })
  return {
    async stop() {
      await jobs.stop()
      await notices.stop()
      await azureWork.stop()
    },
  }
}
