/**
 * Tells people in time what is about to end: keys, rotations that are due, subscriptions, products. Each distance to each date is
 * told once, however often this runs; where runs were missed only the nearest is told. A new date is told anew.
 */
import { toPublicId } from '@/lib/base/ids'
import type { Db } from '@/lib/control/database'
import { enqueueNotice, type NoticeInput } from '@/lib/control/notifications/enqueue-notice'

const DAY_MS = 86_400_000

/** Days before the end, the nearest first. */
const DISTANCES = [1, 3, 7, 14, 30]

/** How many were told. */
export async function sendReminders(db: Db, now: Date): Promise<number> {
  const due = [...(await dueKeys(db, now)), ...(await dueSubscriptions(db, now)), ...(await dueProducts(db, now))]
  let told = 0
  for (const { at, id, notice } of due) {
    const days = distanceOf(at, now)
    if (days === null) continue
    const dedupKey = `reminder:${id}:${at.toISOString()}:${days}`
    // Looked up first: a run in which nothing is new costs reads only.
    if (await db.notice.findUnique({ where: { dedupKey }, select: { id: true } })) continue
    const severity = days <= 3 ? ('warning' as const) : ('info' as const)
    const made = await db.$transaction((tx) => enqueueNotice(tx, { severity, ...notice(whenOf(at)), dedupKey }, now))
    if (made) told++
  }
  return told
}

/** The nearest distance that has been reached; null while the farthest has not, and once it is over. */
export function distanceOf(at: Date, now: Date): number | null {
  const leftMs = at.getTime() - now.getTime()
  if (leftMs <= 0) return null
  return DISTANCES.find((days) => leftMs <= days * DAY_MS) ?? null
}

type Due = { id: string; at: Date; notice: (when: string) => NoticeInput }

async function dueKeys(db: Db, now: Date): Promise<Due[]> {
  const soon = { gt: now, lte: new Date(now.getTime() + 30 * DAY_MS) }
  const keys = await db.key.findMany({
    where: {
      revokedAt: null,
      replacedById: null,
      isPlayground: false,
      OR: [{ expiresAt: soon }, { rotateAt: soon }],
      subscription: { state: 'active' },
    },
    include: { subscription: { select: { name: true, tenantId: true } } },
  })
  return keys.flatMap((row) => {
    const isRotation = row.rotateAt !== null && row.rotateAt > now
    const at = isRotation ? row.rotateAt : row.expiresAt
    if (!at || at <= now) return []
    const named = `The ${row.slot} key ${row.prefix}…${row.last4} of ${row.subscription.name}`
    const act = isRotation
      ? 'Rotate it before: the old key goes on for its grace, so callers can be moved over.'
      : 'Rotate it, or give it a later end; after that its callers are refused.'
    const notice = (when: string): NoticeInput => ({
      topic: 'key.expiring',
      title: `A key of ${row.subscription.name} ${isRotation ? 'is due for rotation' : 'ends'} ${when}`,
      text: `${named} ${isRotation ? 'is due for rotation' : 'ends'} ${when}. ${act}`,
      path: `/portal/subscriptions/${toPublicId('subscription', row.subscriptionId)}`,
      tenantId: row.subscription.tenantId,
      ownersOf: [row.subscription.tenantId],
      userIds: row.createdBy ? [row.createdBy] : [],
      data: { keyId: toPublicId('key', row.id), prefix: row.prefix, last4: row.last4, at: at.toISOString() },
    })
    return [{ id: `key:${row.id}`, at, notice }]
  })
}

async function dueSubscriptions(db: Db, now: Date): Promise<Due[]> {
  const rows = await db.subscription.findMany({
    where: { state: 'active', expiresAt: { gt: now, lte: new Date(now.getTime() + 30 * DAY_MS) } },
    select: { id: true, name: true, tenantId: true, requestedBy: true, expiresAt: true, product: { select: { name: true } } },
  })
  return rows.flatMap((row) => {
    const at = row.expiresAt
    if (!at) return []
    const notice = (when: string): NoticeInput => ({
      topic: 'subscription.expiring',
      title: `The subscription ${row.name} ends ${when}`,
      text: `The subscription ${row.name} to ${row.product.name} ends ${when}; its keys are refused after that. Ask for a new one before.`,
      path: `/portal/subscriptions/${toPublicId('subscription', row.id)}`,
      tenantId: row.tenantId,
      ownersOf: [row.tenantId],
      userIds: row.requestedBy ? [row.requestedBy] : [],
      data: { subscriptionId: toPublicId('subscription', row.id), at: at.toISOString() },
    })
    return [{ id: `subscription:${row.id}`, at, notice }]
  })
}

async function dueProducts(db: Db, now: Date): Promise<Due[]> {
  const rows = await db.product.findMany({
    where: { state: 'deprecated', retiresAt: { gt: now, lte: new Date(now.getTime() + 30 * DAY_MS) } },
    include: { subscriptions: { where: { state: { in: ['active', 'suspended'] } }, select: { tenantId: true } } },
  })
  return rows.flatMap((row) => {
    const at = row.retiresAt
    if (!at) return []
    return [...new Set(row.subscriptions.map((subscription) => subscription.tenantId))].map((tenantId) => ({
      id: `product:${row.id}:${tenantId}`,
      at,
      notice: (when: string): NoticeInput => ({
        topic: 'product.retired',
        title: `${row.name} retires ${when}`,
        text: `${row.name} answers calls until then (${at.toISOString().slice(0, 16).replace('T', ' ')} UTC), and refuses them after. ${row.retirementNote}`.trim(),
        path: '/portal',
        tenantId,
        ownersOf: [tenantId],
        data: { productId: toPublicId('product', row.id), at: at.toISOString() },
      }),
    }))
  })
}

/** A date, so that a mail read later still says the truth. */
function whenOf(at: Date): string {
  return `on ${at.toISOString().slice(0, 10)}`
}
