/**
 * Writes a notice into the outbox, in the caller's transaction: it is sent if, and only if, that transaction commits. Which
 * channels take it is settled here, so what is sent later does not depend on how channels stand then.
 */
import { newUuid } from '@/lib/base/ids'
import { type NoticeSeverity, type NoticeTopic, severityRank } from '@/lib/contracts/notice'
import type { Prisma, Tx } from '@/lib/control/database'

export type NoticeInput = {
  topic: NoticeTopic
  severity?: NoticeSeverity
  /** One line, without a full stop: the subject of a mail. */
  title: string
  /** What happened, what it means and what to do, in plain sentences. */
  text: string
  /** The page that shows more, from the root: `/admin/limits`. */
  path?: string
  /** Whom it is about. Channels of other tenants do not get it. */
  tenantId?: string | null
  alertId?: string | null
  /** What happened once is told once: the same key again is no new notice. */
  dedupKey?: string
  /** For machines: goes into the webhook's body. Never a secret. */
  data?: Prisma.InputJsonObject
  /** People who are told by mail besides the channels. */
  userIds?: readonly string[]
  /** Owners of these tenants are told by mail as well. */
  ownersOf?: readonly string[]
  /** This channel and no other: what a rule or a test says. */
  channelIds?: readonly string[]
}

const CHUNK = 1_000

/** The notice's id, or null where its dedupKey has been used. Ids are database ids. */
export async function enqueueNotice(db: Tx, notice: NoticeInput, now: Date): Promise<string | null> {
  const [id] = await enqueueNotices(db, [notice], now)
  return id ?? null
}

/** Many at once, in a few statements however many they are: a product may have ten thousand tenants to tell. */
export async function enqueueNotices(db: Tx, notices: readonly NoticeInput[], now: Date): Promise<(string | null)[]> {
  const ids: (string | null)[] = []
  for (let from = 0; from < notices.length; from += CHUNK) {
    ids.push(...(await enqueueChunk(db, notices.slice(from, from + CHUNK), now)))
  }
  return ids
}

async function enqueueChunk(db: Tx, notices: readonly NoticeInput[], now: Date): Promise<(string | null)[]> {
  const rows = notices.map((notice) => ({ id: newUuid(now.getTime()), notice }))
  const data = rows.map(({ id, notice }) => rowOf(id, notice, now))
  const made = await db.notice.createManyAndReturn({ data, skipDuplicates: true, select: { id: true } })
  const madeIds = new Set(made.map(({ id }) => id))
  const fresh = rows.filter(({ id }) => madeIds.has(id))
  if (fresh.length > 0) {
    const channelsFor = await channelFinder(
      db,
      fresh.map(({ notice }) => notice),
    )
    const peopleFor = await peopleFinder(
      db,
      fresh.map(({ notice }) => notice),
    )
    const deliveries = fresh.flatMap(({ id, notice }) => {
      const to = [...channelsFor(notice).map((channelId) => ({ channelId })), ...peopleFor(notice).map((userId) => ({ userId }))]
      return to.map((target) => ({ id: newUuid(now.getTime()), noticeId: id, ...target, nextAt: now, createdAt: now }))
    })
    for (let from = 0; from < deliveries.length; from += CHUNK) {
      await db.delivery.createMany({ data: deliveries.slice(from, from + CHUNK) })
    }
  }
  return rows.map(({ id }) => (madeIds.has(id) ? id : null))
}

function rowOf(id: string, notice: NoticeInput, now: Date) {
  const { topic, severity = 'info', title, text, path, tenantId = null, alertId = null, dedupKey, data = {} } = notice
  return {
    id,
    topic,
    severity,
    title,
    text,
    path: path ?? null,
    tenantId,
    alertId,
    data,
    dedupKey: dedupKey ?? null,
    createdAt: now,
  }
}

async function channelFinder(db: Tx, notices: readonly NoticeInput[]): Promise<(notice: NoticeInput) => string[]> {
  const isNamed = notices.every(({ channelIds }) => channelIds)
  const select = { id: true, minSeverity: true, tenantId: true, topics: true }
  const channels = isNamed ? [] : await db.channel.findMany({ where: { enabled: true }, select })
  return ({ channelIds, tenantId, topic, severity = 'info' }) => {
    if (channelIds) return [...new Set(channelIds)]
    const takes = (channel: (typeof channels)[number]) =>
      (channel.tenantId === null || channel.tenantId === tenantId) &&
      (channel.topics.length === 0 || channel.topics.includes(topic)) &&
      severityRank[channel.minSeverity] <= severityRank[severity]
    return channels.filter(takes).map(({ id }) => id)
  }
}

async function peopleFinder(db: Tx, notices: readonly NoticeInput[]): Promise<(notice: NoticeInput) => string[]> {
  const named = [...new Set(notices.flatMap(({ userIds = [] }) => userIds))]
  const tenantIds = [...new Set(notices.flatMap(({ ownersOf = [] }) => ownersOf))]
  const isReached = { kind: 'person', disabledAt: null } as const
  const people = named.length ? await db.user.findMany({ where: { id: { in: named }, ...isReached }, select: { id: true } }) : []
  const owners = tenantIds.length
    ? await db.membership.findMany({
        where: { role: 'owner', tenantId: { in: tenantIds }, user: isReached },
        select: { tenantId: true, userId: true },
      })
    : []
  const reached = new Set(people.map(({ id }) => id))
  const ownersBy = new Map<string, string[]>()
  for (const { tenantId, userId } of owners) ownersBy.set(tenantId, [...(ownersBy.get(tenantId) ?? []), userId])
  return ({ userIds = [], ownersOf = [] }) => {
    const ofTenants = ownersOf.flatMap((tenantId) => ownersBy.get(tenantId) ?? [])
    return [...new Set([...userIds.filter((id) => reached.has(id)), ...ofTenants])]
  }
}
