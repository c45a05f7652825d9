/** Notices: what people hear of, and what becomes of each on its way to a channel or a person. */
import { z } from 'zod'
import { deliveryStates, noticeSeverities, noticeTopics } from '@/lib/contracts/enumerations'
import { count, idOf, instant } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const noticeTopic = z.enum(noticeTopics)

export const noticeSeverity = z.enum(noticeSeverities)
export const severityRank = { info: 0, warning: 1, critical: 2 } as const

export const deliveryState = z.enum(deliveryStates)

export const delivery = z
  .object({
    id: idOf('delivery'),
    /** The channel's name, or the person's address. */
    to: z.string(),
    channelId: idOf('channel').nullable(),
    state: deliveryState,
    attempts: count,
    /** When it is tried next; null once it is settled. */
    nextAt: instant.nullable(),
    status: z.int().nullable(),
    error: z.string().nullable(),
    deliveredAt: instant.nullable(),
  })
  .meta({ id: 'Delivery' })

export const notice = z
  .object({
    id: idOf('notice'),
    topic: noticeTopic,
    severity: noticeSeverity,
    title: z.string(),
    text: z.string(),
    path: z.string().nullable(),
    tenantId: idOf('tenant').nullable(),
    alertId: idOf('alert').nullable(),
    createdAt: instant,
    deliveries: z.array(delivery),
  })
  .meta({ id: 'Notice' })

export const noticeList = listQuery.omit({ sort: true }).extend({
  topic: noticeTopic.optional(),
  /** Only notices with a delivery in this state. */
  state: deliveryState.optional(),
  channelId: idOf('channel').optional(),
  alertId: idOf('alert').optional(),
  from: instant.optional(),
  to: instant.optional(),
})
export const noticePage = pageOf(notice, 'NoticePage')

export type NoticeTopic = z.output<typeof noticeTopic>
export type NoticeSeverity = z.output<typeof noticeSeverity>
export type DeliveryState = z.output<typeof deliveryState>
export type Delivery = z.output<typeof delivery>
export type Notice = z.output<typeof notice>
