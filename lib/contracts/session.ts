import { z } from 'zod'
import { count, idOf, instant } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const session = z
  .object({
    id: idOf('session'),
    userId: idOf('user'),
    userName: z.string(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    createdAt: instant,
    lastSeenAt: instant,
    expiresAt: instant,
    revokedAt: instant.nullable(),
    /** The one this request came with. */
    current: z.boolean(),
  })
  .meta({ id: 'Session' })

export const sessionList = listQuery.omit({ search: true }).extend({
  userId: idOf('user').optional(),
  /** Everybody's, for those who may see them; else your own. */
  of: z.enum(['all']).optional(),
  state: z.enum(['live', 'ended']).optional(),
})
export const sessionCount = z.object({ live: count, people: count }).meta({ id: 'SessionCount' })

export const sessionPage = pageOf(session, 'SessionPage')

export type Session = z.output<typeof session>
