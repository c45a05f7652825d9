import { sha256 } from '@/lib/base/digest'
import { type AuditVerdict, auditVerdict } from '@/lib/contracts/audit'
import { empty } from '@/lib/contracts/paging'
import { auditDigest } from '@/lib/control/audit/audit-digest'
import type { Tx } from '@/lib/control/database'
import { query } from '@/lib/control/operation'

const BATCH = 1000

/** Recomputes every entry's digest and the chain over them, up to the head: a row changed, removed or slipped in shows. */
export const verifyAudit = query('audit.verify', { in: empty, out: auditVerdict }, ({ db }) => verifyChain(db))

export async function verifyChain(db: Tx): Promise<AuditVerdict> {
  const head = await db.controlHead.findUniqueOrThrow({ where: { id: 1 } })
  let entries = 0
  let version = 0n
  let hash: Uint8Array = Buffer.alloc(32)
  while (version < head.version) {
    const rows = await db.auditEntry.findMany({
      where: { version: { gt: version, lte: head.version } },
      orderBy: { version: 'asc' },
      take: BATCH,
    })
    for (const row of rows) {
      const isNext = row.version === version + 1n
      const isUnchanged = Buffer.compare(auditDigest(row), row.digest) === 0
      const follows = Buffer.compare(sha256(Buffer.concat([hash, row.digest])), row.hash) === 0
      if (!isNext || !isUnchanged || !follows) return { ok: false, entries, brokenAt: Number(version + 1n) }
      version = row.version
      hash = row.hash
      entries++
    }
    if (rows.length === 0) return { ok: false, entries, brokenAt: Number(version + 1n) }
  }
  const isHead = Buffer.compare(hash, head.auditHash) === 0
  return isHead ? { ok: true, entries, brokenAt: null } : { ok: false, entries, brokenAt: Number(version) }
}
