import { z } from 'zod'
import { count, idOf, instant } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const auditEntry = z
  .object({
    version: count,
    at: instant,
    actorId: idOf('user').nullable(),
    actorKind: z.enum(['user', 'token', 'system']),
    actorName: z.string(),
    address: z.string().nullable(),
    action: z.string(),
    noun: z.string(),
    entityId: z.string().nullable(),
    tenantId: idOf('tenant').nullable(),
    before: z.unknown().nullable(),
    after: z.unknown().nullable(),
  })
  .meta({ id: 'AuditEntry' })

export const auditList = listQuery.omit({ sort: true }).extend({
  actorId: idOf('user').optional(),
  tenantId: idOf('tenant').optional(),
  action: z.string().max(60).optional(),
  noun: z.string().max(40).optional(),
  entityId: z.string().max(60).optional(),
  from: instant.optional(),
  to: instant.optional(),
})
export const auditPage = pageOf(auditEntry, 'AuditPage')

/** Whether each entry still hashes to what was written, and follows the one before. */
export const auditVerdict = z
  .object({ ok: z.boolean(), entries: count, brokenAt: z.int().nullable() })
  .meta({ id: 'AuditVerdict' })

export type AuditEntry = z.output<typeof auditEntry>
export type AuditVerdict = z.output<typeof auditVerdict>
