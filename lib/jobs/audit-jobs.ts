/** The audit trail's head, each day: into a file under DATA_DIR, onto the audit page, and out to the channels that take it. */
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { exportAuditHead, listHeadsAfter } from '@/lib/control/audit/audit-head'
import type { Database } from '@/lib/db/client'
import { type Job, nightly } from '@/lib/jobs/job-runner'

export function auditJobs(db: Database, dataDir: string): Job[] {
  return [{ name: 'audit-head', next: nightly(0, 5), run: () => exportHead(db, dataDir, new Date()) }]
}

/**
 * The file is one line of JSON a day: copy it to where the database's administrators cannot write. It gets what it lacks, so a
 * process that died before it wrote, or a disk that was full, costs no day.
 */
export async function exportHead(db: Database, dataDir: string, now: Date): Promise<string> {
  const exported = await db.$transaction((tx) => exportAuditHead(tx, now))
  const file = path.join(dataDir, 'audit-heads.jsonl')
  await mkdir(dataDir, { recursive: true })
  const { lastDay, isCut } = await endOf(file)
  const missing = await listHeadsAfter(db, lastDay)
  if (missing.length > 0) {
    await appendFile(file, `${isCut ? '\n' : ''}${missing.map((head) => `${JSON.stringify(head)}\n`).join('')}`)
  }
  if (!exported) return 'today’s head has been exported already'
  return `version ${exported.version}: ${exported.hash}`
}

/** The last day in the file; a line that was cut short as it was written does not count. */
async function endOf(file: string): Promise<{ lastDay: string | null; isCut: boolean }> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const days = text.split('\n').map((line) => /^\{"day":"(\d{4}-\d\d-\d\d)".*\}$/.exec(line)?.[1])
  return { lastDay: days.findLast((day) => day !== undefined) ?? null, isCut: text !== '' && !text.endsWith('\n') }
}
