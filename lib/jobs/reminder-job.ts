/** Every hour: what is about to end is told to those it concerns. */
import type { Db } from '@/lib/control/database'
import { sendReminders } from '@/lib/control/reminders/send-reminders'
import { everyMs, type Job } from '@/lib/jobs/job-runner'

const HOUR_MS = 3_600_000

export function reminderJob(db: Db): Job {
  return { name: 'reminders', next: everyMs(HOUR_MS), run: async () => `${await sendReminders(db, new Date())} reminders` }
}
