import { sha256 } from '@/lib/base/digest'
import { type AuditVerdict, auditVerdict } from '@/lib/contracts/audit'
import { empty } from '@/lib/contracts/paging'
import { auditDigest } from '@/lib/control/audit/audit-digest'
import { erasureDigest } from '@/lib/control/audit/erase-person'
import type { Tx } from '@/lib/control/database'
import { query } from '@/lib/control/operation'

const BATCH = 1000

/**
 * Recomputes every entry's digest and the chain over them, up to the head: a row changed, removed or slipped in shows. Where a
 * person was taken out of an entry, what is left must be what the erasure sealed; the heads that were exported must be on the way.
 */
export const verifyAudit = query('audit.verify', { in: empty, out: auditVerdict }, ({ db }) => verifyChain(db))

export async function verifyChain(db: Tx): Promise<AuditVerdict> {
  const head = await db.controlHead.findUniqueOrThrow({ where: { id: 1 } })
  let entries = 0
  let version = 0n
  let hash: Uint8Array = Buffer.alloc(32)
  const exported = new Map((await db.auditHead.findMany()).map((one) => [one.version, one.hash]))
  const erasures = await readErasures(db)
  if (erasures.brokenAt !== null) return { ok: false, entries, brokenAt: erasures.brokenAt }
  while (version < head.version) {
    const rows = await db.auditEntry.findMany({
      where: { version: { gt: version, lte: head.version } },
      orderBy: { version: 'asc' },
      take: BATCH,
    })
    for (const row of rows) {
      const isNext = row.version === version + 1n
      const isUnchanged = Buffer.compare(auditDigest(row), erasures.left.get(row.version) ?? row.digest) === 0
      const kept = exported.get(row.version)
      const isAsExported = kept === undefined || Buffer.compare(kept, row.hash) === 0
      const follows = Buffer.compare(sha256(Buffer.concat([hash, row.digest])), row.hash) === 0
      if (!isNext || !isUnchanged || !follows || !isAsExported) return { ok: false, entries, brokenAt: Number(version + 1n) }
      version = row.version
      hash = row.hash
      entries++
    }
    if (rows.length === 0) return { ok: false, entries, brokenAt: Number(version + 1n) }
  }
  const isHead = Buffer.compare(hash, head.auditHash) === 0
  return isHead ? { ok: true, entries, brokenAt: null } : { ok: false, entries, brokenAt: Number(version) }
}

/** What is left of entries a person was taken out of, by the latest erasure of each; every erasure is what its own entry says. */
async function readErasures(db: Tx): Promise<{ left: Map<bigint, Uint8Array>; brokenAt: number | null }> {
  const left = new Map<bigint, Uint8Array>()
  const rows = await db.auditErasure.findMany({ orderBy: [{ erasureVersion: 'asc' }, { version: 'asc' }] })
  for (const { version, digest } of rows) left.set(version, digest)
  for (const erasureVersion of new Set(rows.map((row) => row.erasureVersion))) {
    const entry = await db.auditEntry.findUnique({ where: { version: erasureVersion } })
    const said = entry?.action === 'audit.erase' ? (entry.after as { digest?: unknown } | null)?.digest : undefined
    if (said !== (await erasureDigest(db, erasureVersion))) return { left, brokenAt: Number(erasureVersion) }
  }
  return { left, brokenAt: null }
}
