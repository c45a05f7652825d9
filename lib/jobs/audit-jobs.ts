/** The audit trail's head, each day: into a file under DATA_DIR, onto the audit page, and out to the channels that take it. */
import { appendFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { exportAuditHead } from '@/lib/control/audit/audit-head'
import type { Database } from '@/lib/db/client'
import { type Job, nightly } from '@/lib/jobs/job-runner'

export function auditJobs(db: Database, dataDir: string): Job[] {
  return [{ name: 'audit-head', next: nightly(0, 5), run: () => exportHead(db, dataDir, new Date()) }]
}

/** The file is one line of JSON a day: copy it to where the database's administrators cannot write. */
export async function exportHead(db: Database, dataDir: string, now: Date): Promise<string> {
  const exported = await db.$transaction((tx) => exportAuditHead(tx, now))
  if (!exported) return 'today’s head has been exported already'
  await mkdir(dataDir, { recursive: true })
  await appendFile(path.join(dataDir, 'audit-heads.jsonl'), `${JSON.stringify(exported)}\n`)
  return `version ${exported.version}: ${exported.hash}`
}
