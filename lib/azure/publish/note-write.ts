/** A write that was made: noted in the journal, in who owns what, and in the audit trail, all at once. */
import { z } from 'zod'
import { deleted } from '@/lib/contracts/paging'
import type { Prisma } from '@/lib/control/database'
import { command } from '@/lib/control/operation'

export const noteWrite = command(
  'azure.publish',
  { path: { id: 'azurePublish' }, in: z.strictObject({ seq: z.int().min(0) }), out: deleted },
  async (context, { id, seq }) => {
    const { db } = context
    const where = { publishId_seq: { publishId: id, seq } }
    const { publish, ...write } = await db.azureWrite.findUniqueOrThrow({ where, include: { publish: true } })
    // Another process has noted it.
    if (write.state === 'done') return { deleted: true as const }
    await db.azureWrite.update({ where, data: { state: 'done', error: null } })
    const { kind, name, noun, entityId, before, after } = write
    const key = { instanceId: publish.instanceId, kind, name }
    if (after === null) await db.azureEntity.deleteMany({ where: key })
    else {
      const data = { noun, entityId, written: after as Prisma.InputJsonValue }
      const create = { ...key, ...data, owner: 'tollgate' as const }
      // Whose it is stays: somebody may have handed it over while it was written.
      await db.azureEntity.upsert({ where: { instanceId_kind_name: key }, create, update: data })
    }
    const tell = (body: unknown) => ({ kind, name, body })
    context.record({ noun: 'azureInstance', id: publish.instanceId, before: tell(before), after: tell(after), alters: [] })
    return { deleted: true as const }
  },
)
