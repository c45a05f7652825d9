/** The head of the chain: whoever keeps one elsewhere can tell later whether the trail behind it is still the same. */
import { auditHead } from '@/lib/contracts/audit'
import { empty } from '@/lib/contracts/paging'
import type { Tx } from '@/lib/control/database'
import { iso } from '@/lib/control/iso'
import { enqueueNotice } from '@/lib/control/notifications/enqueue-notice'
import { query } from '@/lib/control/operation'

const SHOWN_DAYS = 31

export const getAuditHead = query('audit.verify', { in: empty, out: auditHead }, async ({ db }) => {
  const [head, exported] = await Promise.all([
    db.controlHead.findUniqueOrThrow({ where: { id: 1 } }),
    db.auditHead.findMany({ orderBy: { day: 'desc' }, take: SHOWN_DAYS }),
  ])
  return {
    version: Number(head.version),
    hash: hex(head.auditHash),
    exported: exported.map(({ day, version, hash, exportedAt }) => ({
      day: iso(day).slice(0, 10),
      version: Number(version),
      hash: hex(hash),
      exportedAt: iso(exportedAt),
    })),
  }
})

export type ExportedHead = { day: string; version: number; hash: string }

/** Keeps today's head and says it to the channels that take it; null where today's has been exported already. */
export async function exportAuditHead(db: Tx, now: Date): Promise<ExportedHead | null> {
  const head = await db.controlHead.findUniqueOrThrow({ where: { id: 1 } })
  const day = iso(now).slice(0, 10)
  const row = { day: new Date(day), version: head.version, hash: head.auditHash, exportedAt: now }
  const { count } = await db.auditHead.createMany({ data: [row], skipDuplicates: true })
  if (count === 0) return null
  const exported = { day, version: Number(head.version), hash: hex(head.auditHash) }
  await enqueueNotice(
    db,
    {
      topic: 'audit.head',
      title: `Audit trail at ${day}: version ${exported.version}`,
      text: `The head of the audit trail is ${exported.hash}. Keep it: the trail up to version ${exported.version} cannot be changed unseen.`,
      path: '/admin/audit',
      dedupKey: `audit-head:${day}`,
      data: exported,
    },
    now,
  )
  return exported
}

/** All heads since that day (without: ever), for a file that is behind. */
export async function listHeadsAfter(db: Tx, day: string | null): Promise<ExportedHead[]> {
  const where = day === null ? {} : { day: { gt: new Date(day) } }
  const rows = await db.auditHead.findMany({ where, orderBy: { day: 'asc' } })
  return rows.map((row) => ({ day: iso(row.day).slice(0, 10), version: Number(row.version), hash: hex(row.hash) }))
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
