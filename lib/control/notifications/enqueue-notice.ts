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

/** The notice's id, or null where its dedupKey has been used. Ids are database ids. */
export async function enqueueNotice(db: Tx, notice: NoticeInput, now: Date): Promise<string | null> {
  const { topic, severity = 'info', title, text, path, tenantId = null, alertId = null, dedupKey, data = {} } = notice
  const id = newUuid(now.getTime())
  const row = { id, topic, severity, title, text, path: path ?? null, tenantId, alertId, data, dedupKey: dedupKey ?? null }
  const made = await db.notice.createMany({ data: [{ ...row, createdAt: now }], skipDuplicates: true })
  if (made.count === 0) return null
  const channelIds = await channelsFor(db, notice, severity)
  const userIds = await peopleFor(db, notice)
  const to = [...channelIds.map((channelId) => ({ channelId })), ...userIds.map((userId) => ({ userId }))]
  await db.delivery.createMany({
    data: to.map((target) => ({ id: newUuid(now.getTime()), noticeId: id, ...target, nextAt: now, createdAt: now })),
  })
  return id
}

async function channelsFor(db: Tx, notice: NoticeInput, severity: NoticeSeverity): Promise<string[]> {
  if (notice.channelIds) return [...new Set(notice.channelIds)]
  const channels = await db.channel.findMany({
    where: {
      enabled: true,
      AND: [
        { OR: [{ tenantId: null }, ...(notice.tenantId ? [{ tenantId: notice.tenantId }] : [])] },
        { OR: [{ topics: { isEmpty: true } }, { topics: { has: notice.topic } }] },
      ],
    },
    select: { id: true, minSeverity: true },
  })
  return channels.filter(({ minSeverity }) => severityRank[minSeverity] <= severityRank[severity]).map(({ id }) => id)
}

async function peopleFor(db: Tx, { userIds = [], ownersOf = [] }: NoticeInput): Promise<string[]> {
  if (userIds.length === 0 && ownersOf.length === 0) return []
  const people = await db.user.findMany({
    where: {
      kind: 'person',
      disabledAt: null,
      OR: [{ id: { in: [...userIds] } }, { memberships: { some: { role: 'owner', tenantId: { in: [...ownersOf] } } } }],
    },
    select: { id: true },
  })
  return people.map(({ id }) => id)
}
