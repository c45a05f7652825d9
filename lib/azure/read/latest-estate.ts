import type { Estate } from '@/lib/azure/apim/estate'
import { Fault } from '@/lib/base/faults'
import type { Context } from '@/lib/control/context'

export type StoredEstate = { readId: string; readAt: Date; estate: Estate }

/** What was read of an instance last, all of it; null where it never was. */
export async function findLatestEstate({ db }: Pick<Context, 'db'>, instanceId: string): Promise<StoredEstate | null> {
  const read = await db.azureRead.findFirst({ where: { instanceId, state: 'done' }, orderBy: { startedAt: 'desc' } })
  if (!read?.estate) return null
  return { readId: read.id, readAt: read.endedAt ?? read.startedAt, estate: read.estate as unknown as Estate }
}

export async function getLatestEstate(context: Pick<Context, 'db'>, instanceId: string): Promise<StoredEstate> {
  const stored = await findLatestEstate(context, instanceId)
  if (!stored) throw new Fault('resource.wrong_state', { public: 'This instance has not been read yet. Read it first.' })
  return stored
}
