import { newUuid, toPublicId } from '@/lib/base/ids'
import { type ChannelKind, channel, channelCreate, channelCreated, channelTested, channelUpdate } from '@/lib/contracts/channel'
import { deleted, empty } from '@/lib/contracts/paging'
import { checkOutgoingHost } from '@/lib/control/backends/backend-address'
import { channelOf, shownChannel } from '@/lib/control/channels/channel-queries'
import {
  type ChannelSecret,
  FORMER_SECRET_MS,
  newSigningSecret,
  openChannelSecret,
  sealChannelSecret,
} from '@/lib/control/channels/channel-secret'
import { channelView } from '@/lib/control/channels/channel-view'
import type { CommandContext } from '@/lib/control/context'
import { dbIdOf, invalidField } from '@/lib/control/input'
import { enqueueNotice } from '@/lib/control/notifications/enqueue-notice'
import { command } from '@/lib/control/operation'
import { requireVersion } from '@/lib/control/versions'

/** Makes a channel. A webhook's signing secret is in this answer and nowhere else. */
export const createChannel = command(
  'channels.create',
  { in: channelCreate, out: channelCreated, creates: true, forReplay: (out) => ({ ...out, signingSecret: null }) },
  async (context, { url, tenantId, ...fields }) => {
    const { db, now, ports } = context
    const id = newUuid()
    const secret = url ? secretFor(fields.kind, url) : null
    if (url) checkOutgoingHost(context, new URL(url).hostname, 'url', 'The channel')
    const row = await db.channel.create({
      data: {
        id,
        ...fields,
        tenantId: await tenantOf(context, tenantId),
        ...(url ? { url: shownUrl(fields.kind, url) } : {}),
        ...(secret ? sealChannelSecret(ports.keyRing, id, secret, now) : {}),
        createdAt: now,
      },
    })
    const after = channelView(row)
    context.record({ noun: 'channel', id, tenantId: row.tenantId, after, alters: [] })
    return { ...after, signingSecret: secret && 'signing' in secret ? secret.signing : null }
  },
)

export const updateChannel = command(
  'channels.update',
  { path: { id: 'channel' }, in: channelUpdate, out: channel, versioned: true },
  async (context, { id, url, tenantId, ...fields }) => {
    const { db, now, ports } = context
    const row = await channelOf(context, id)
    const before = channelView(row)
    requireVersion(context, await shownChannel(context, row))
    if (fields.recipients && row.kind !== 'email') throw invalidField('recipients', 'are for mail only')
    if (url && row.kind === 'email') throw invalidField('url', 'is not for mail')
    if (url) checkOutgoingHost(context, new URL(url).hostname, 'url', 'The channel')
    const isHook = row.kind === 'slack' || row.kind === 'teams'
    const updated = await db.channel.update({
      where: { id, version: row.version },
      data: {
        ...fields,
        ...(tenantId === undefined ? {} : { tenantId: await tenantOf(context, tenantId) }),
        ...(url ? { url: shownUrl(row.kind, url) } : {}),
        ...(url && isHook ? sealChannelSecret(ports.keyRing, id, { url }, now) : {}),
        version: { increment: 1 },
      },
    })
    context.record({ noun: 'channel', id, tenantId: updated.tenantId, before, after: channelView(updated), alters: [] })
    return shownChannel(context, updated)
  },
)

/** A new signing secret; for a day each webhook carries a signature by the former one too. Sent twice, it is done once. */
export const rotateChannelSecret = command(
  'channels.update',
  { path: { id: 'channel' }, in: empty, out: channelCreated, versioned: true },
  async (context, { id }) => {
    const { db, now, ports } = context
    const row = await channelOf(context, id)
    requireVersion(context, await shownChannel(context, row))
    const kept = openChannelSecret(ports.keyRing, row)
    if (!kept || !('signing' in kept)) throw invalidField('kind', 'must be webhook: only webhooks are signed')
    const signing = newSigningSecret()
    const formerUntil = new Date(now.getTime() + FORMER_SECRET_MS).toISOString()
    const updated = await db.channel.update({
      where: { id, version: row.version },
      data: {
        ...sealChannelSecret(ports.keyRing, id, { signing, former: kept.signing, formerUntil }, now),
        version: { increment: 1 },
      },
    })
    const after = channelView(updated)
    context.record({ noun: 'channel', id, tenantId: row.tenantId, before: channelView(row), after, alters: [] })
    return { ...(await shownChannel(context, updated)), signingSecret: signing }
  },
)

/** What is still on its way to it goes too. */
export const deleteChannel = command(
  'channels.delete',
  { path: { id: 'channel' }, in: empty, out: deleted, versioned: true },
  async (context, { id }) => {
    const row = await channelOf(context, id)
    requireVersion(context, await shownChannel(context, row))
    await context.db.channel.delete({ where: { id, version: row.version } })
    context.record({ noun: 'channel', id, tenantId: row.tenantId, before: channelView(row), alters: [] })
    return { deleted: true as const }
  },
)

/** Sends a notice to this channel alone, by the same way as every other. */
export const testChannel = command(
  'channels.test',
  { path: { id: 'channel' }, in: empty, out: channelTested },
  async (context, { id }) => {
    const row = await channelOf(context, id)
    const notice = await enqueueNotice(
      context.db,
      {
        topic: 'channel.test',
        title: `A test from Tollgate to ${row.name}`,
        text: `${context.actor.name} asked for this notice to see whether the channel works. It does.`,
        path: '/admin/alerts/channels',
        channelIds: [id],
      },
      context.now,
    )
    if (notice === null) throw new Error('a test has no key it could share')
    const noticeId = toPublicId('notice', notice)
    context.record({ noun: 'channel', id, tenantId: row.tenantId, after: { test: noticeId }, alters: [] })
    return { noticeId }
  },
)

function secretFor(kind: ChannelKind, url: string): ChannelSecret {
  return kind === 'webhook' ? { signing: newSigningSecret() } : { url }
}

function shownUrl(kind: ChannelKind, url: string): string {
  return kind === 'webhook' ? url : new URL(url).origin
}

async function tenantOf({ db }: CommandContext, tenantId: string | null | undefined): Promise<string | null> {
  const id = dbIdOf('tenant', tenantId) ?? null
  if (id && (await db.tenant.count({ where: { id } })) === 0) throw invalidField('tenantId', 'is not a tenant')
  return id
}
