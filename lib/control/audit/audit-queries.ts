import { type IdNoun, idPrefixes, parsePublicId, toPublicId } from '@/lib/base/ids'
import { type AuditEntry, auditList, auditPage } from '@/lib/contracts/audit'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { iso } from '@/lib/control/iso'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'

/** Who changed what, newest first. */
export const listAudit = query('audit.read', { in: auditList, out: auditPage }, ({ db, scope }, input) => {
  const where: Prisma.AuditEntryWhereInput = {}
  if (input.actorId) where.actorId = dbId('user', input.actorId)
  if (input.tenantId) where.tenantId = dbId('tenant', input.tenantId)
  if (input.action) where.action = input.action
  if (input.noun) where.noun = input.noun
  if (input.version) where.version = BigInt(input.version)
  if (input.entityId) where.entityId = anyId(input.entityId)
  if (input.from || input.to) {
    where.at = { ...(input.from && { gte: new Date(input.from) }), ...(input.to && { lt: new Date(input.to) }) }
  }
  if (input.search) {
    const contains = containing(input.search)
    where.OR = [{ actorName: contains }, { action: contains }]
  }
  return pageOf({
    query: { ...input, sort: undefined },
    sorts: { version: 'number' },
    defaultSort: '-version',
    tie: 'version',
    fetch: ({ after, orderBy, take }) =>
      db.auditEntry.findMany({ where: { AND: [scope.ofTenant, where, after] }, orderBy, take }),
    view: auditView,
  })
})

function auditView(row: Prisma.AuditEntryGetPayload<object>): AuditEntry {
  return {
    version: Number(row.version),
    at: iso(row.at),
    actorId: row.actorId && toPublicId('user', row.actorId),
    actorKind: row.actorKind === 'user' || row.actorKind === 'token' ? row.actorKind : 'system',
    actorName: row.actorName,
    address: row.address,
    action: row.action,
    noun: row.noun,
    entityId: row.entityId && toPublicId(nounOf(row.noun), row.entityId),
    tenantId: row.tenantId && toPublicId('tenant', row.tenantId),
    before: row.before,
    after: row.after,
  }
}

/** A member is shown by the user it is. */
function nounOf(noun: string): IdNoun {
  return noun in idPrefixes ? (noun as IdNoun) : 'user'
}

/** The database id behind any noun's API id; what is none of them matches nothing. */
function anyId(id: string): string {
  const nouns = Object.keys(idPrefixes) as IdNoun[]
  return nouns.map((noun) => parsePublicId(noun, id)).find((uuid) => uuid !== null) ?? '00000000-0000-0000-0000-000000000000'
}
