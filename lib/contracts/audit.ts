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
  version: z.coerce.number().int().min(1).optional(),
  entityId: z.string().max(60).optional(),
  from: instant.optional(),
  to: instant.optional(),
})
export const auditPage = pageOf(auditEntry, 'AuditPage')

/** Brings something back to what it was before an entry, or to what the entry made of it. */
export const auditRestore = z
  .strictObject({ version: z.int().min(1), to: z.enum(['before', 'after']).default('before') })
  .meta({ id: 'AuditRestore' })

/** `created` where it was gone and had to be made anew: under its former id, but a price, which always is made anew. */
export const auditRestored = z.object({ noun: z.string(), id: z.string(), created: z.boolean() }).meta({ id: 'AuditRestored' })

/** The chain's head now and at the ends of the last days, as they were exported. */
export const auditHead = z
  .object({
    version: count,
    hash: z.string(),
    exported: z.array(z.object({ day: z.string(), version: count, hash: z.string(), exportedAt: instant })),
  })
  .meta({ id: 'AuditHead' })

/** Takes a person who is disabled out of the trail and out of the users, for good. */
export const auditErase = z.strictObject({ userId: idOf('user') }).meta({ id: 'AuditErase' })
export const auditErased = z.object({ entries: count }).meta({ id: 'AuditErased' })

/** Whether each entry still hashes to what was written, and follows the one before. */
export const auditVerdict = z
  .object({ ok: z.boolean(), entries: count, brokenAt: z.int().nullable() })
  .meta({ id: 'AuditVerdict' })

export type AuditEntry = z.output<typeof auditEntry>
export type AuditHead = z.output<typeof auditHead>
export type AuditRestored = z.output<typeof auditRestored>
export type AuditVerdict = z.output<typeof auditVerdict>
