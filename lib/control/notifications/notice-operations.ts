import { Fault } from '@/lib/base/faults'
import { toPublicId } from '@/lib/base/ids'
import { type Delivery, delivery, type Notice, notice, noticeList, noticePage } from '@/lib/contracts/notice'
import { empty } from '@/lib/contracts/paging'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { iso, isoOrNull } from '@/lib/control/iso'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'

const deliveryInclude = {
  channel: { select: { name: true } },
  user: { select: { email: true } },
} satisfies Prisma.DeliveryInclude

const noticeInclude = {
  deliveries: { include: deliveryInclude, orderBy: { createdAt: 'asc' }, take: 100 },
} satisfies Prisma.NoticeInclude

type DeliveryRow = Prisma.DeliveryGetPayload<{ include: typeof deliveryInclude }>
type NoticeRow = Prisma.NoticeGetPayload<{ include: typeof noticeInclude }>

/** What was told to whom, newest first, and what became of it. */
export const listNotices = query('notices.read', { in: noticeList, out: noticePage }, ({ db }, input) => {
  const where: Prisma.NoticeWhereInput = {}
  if (input.topic) where.topic = input.topic
  if (input.alertId) where.alertId = dbId('alert', input.alertId)
  if (input.search) where.OR = [{ title: containing(input.search) }, { text: containing(input.search) }]
  if (input.from || input.to)
    where.createdAt = { ...(input.from && { gte: new Date(input.from) }), ...(input.to && { lt: new Date(input.to) }) }
  if (input.state || input.channelId) {
    where.deliveries = {
      some: {
        ...(input.state && { state: input.state }),
        ...(input.channelId && { channelId: dbId('channel', input.channelId) }),
      },
    }
  }
  return pageOf({
    query: { ...input, sort: undefined },
    sorts: { id: 'text' },
    defaultSort: '-id',
    fetch: ({ after, orderBy, take }) =>
      db.notice.findMany({ where: { AND: [where, after] }, orderBy, take, include: noticeInclude }),
    view: noticeView,
  })
})

/** Sends again what was given up, or at once what waits for its next try. The receiver knows it by the same id. */
export const retryDelivery = command(
  'notices.retry',
  { path: { id: 'delivery' }, in: empty, out: delivery },
  async (context, { id }) => {
    const { db, now } = context
    const row = await db.delivery.findUnique({ where: { id }, include: deliveryInclude })
    if (!row) throw new Fault('resource.not_found', { public: 'There is no such delivery.' })
    if (row.state === 'delivered') throw new Fault('resource.wrong_state', { public: 'It has arrived already.' })
    const updated = await db.delivery.update({
      where: { id },
      data: { state: 'pending', nextAt: now, createdAt: now, leasedUntil: null },
      include: deliveryInclude,
    })
    const after = deliveryView(updated)
    context.record({ noun: 'delivery', id, before: deliveryView(row), after, alters: [] })
    return after
  },
)

function noticeView(row: NoticeRow): Notice {
  return notice.parse({
    id: toPublicId('notice', row.id),
    topic: row.topic,
    severity: row.severity,
    title: row.title,
    text: row.text,
    path: row.path,
    tenantId: row.tenantId && toPublicId('tenant', row.tenantId),
    alertId: row.alertId && toPublicId('alert', row.alertId),
    createdAt: iso(row.createdAt),
    deliveries: row.deliveries.map(deliveryView),
  })
}

function deliveryView(row: DeliveryRow): Delivery {
  return {
    id: toPublicId('delivery', row.id),
    to: row.channel?.name ?? row.user?.email ?? 'nobody any more',
    channelId: row.channelId && toPublicId('channel', row.channelId),
    state: row.state,
    attempts: row.attempts,
    nextAt: row.state === 'pending' ? iso(row.nextAt) : null,
    status: row.status,
    error: row.error,
    deliveredAt: isoOrNull(row.deliveredAt),
  }
}
