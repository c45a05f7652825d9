/** What is about to end is told to those it concerns, and what has reached somebody's own warning to them. */
import type { Db } from '@/lib/control/database'
import { sendReminders } from '@/lib/control/reminders/send-reminders'
import { tellWarnings } from '@/lib/control/warnings/tell-warnings'
import { everyMs, type Job } from '@/lib/jobs/job-runner'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

export function reminderJob(db: Db): Job {
  return { name: 'reminders', next: everyMs(HOUR_MS), run: async () => `${await sendReminders(db, new Date())} reminders` }
}

export function warningJob(db: Db): Job {
  return { name: 'warnings', next: everyMs(MINUTE_MS), run: async () => `told of ${await tellWarnings(db, new Date())} warnings` }
}
