import { toPublicId } from '@/lib/base/ids'
import { type Channel, channel } from '@/lib/contracts/channel'
import type { Prisma, Tx } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'

export type ChannelRow = Prisma.ChannelGetPayload<object>

export type ChannelHealth = Pick<Channel, 'pending' | 'failed' | 'lastDeliveredAt' | 'lastError'>

const unused: ChannelHealth = { pending: 0, failed: 0, lastDeliveredAt: null, lastError: null }

/** A channel as the API shows it: of its secret, since when. */
export function channelView(row: ChannelRow, health: ChannelHealth = unused): Channel {
  return channel.parse({
    id: toPublicId('channel', row.id),
    name: row.name,
    kind: row.kind,
    recipients: row.recipients,
    // Of Slack and Teams only the origin is kept in the open.
    url: row.kind === 'webhook' && row.url ? withoutSecrets(row.url) : null,
    host: row.url && new URL(row.url).host,
    secretSetAt: isoOrNull(row.secretSetAt),
    topics: row.topics,
    minSeverity: row.minSeverity,
    tenantId: row.tenantId && toPublicId('tenant', row.tenantId),
    enabled: row.enabled,
    ...health,
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  })
}

/** Tokens stand in the query, or before the host of addresses of former times. */
function withoutSecrets(address: string): string {
  const { origin, pathname } = new URL(address)
  return origin + (pathname === '/' && !address.endsWith('/') ? '' : pathname)
}

/** How the notices of these channels have fared. */
export async function healthOf(db: Tx, channelIds: string[]): Promise<Map<string, ChannelHealth>> {
  const within = { channelId: { in: channelIds } }
  const [counts, delivered, latest] = await Promise.all([
    db.delivery.groupBy({ by: ['channelId', 'state'], where: { ...within, state: { in: ['pending', 'failed'] } }, _count: true }),
    db.delivery.groupBy({ by: ['channelId'], where: { ...within, state: 'delivered' }, _max: { deliveredAt: true } }),
    db.delivery.findMany({
      where: { ...within, error: { not: null }, state: { in: ['pending', 'failed'] } },
      orderBy: { createdAt: 'desc' },
      distinct: ['channelId'],
      select: { channelId: true, error: true, createdAt: true },
    }),
  ])
  return new Map(
    channelIds.map((id) => {
      const countIn = (state: string) => counts.find((one) => one.channelId === id && one.state === state)?._count ?? 0
      const lastDeliveredAt = delivered.find((one) => one.channelId === id)?._max.deliveredAt ?? null
      const trouble = latest.find((one) => one.channelId === id)
      const isPast = trouble && lastDeliveredAt && lastDeliveredAt > trouble.createdAt
      return [
        id,
        {
          pending: countIn('pending'),
          failed: countIn('failed'),
          lastDeliveredAt: isoOrNull(lastDeliveredAt),
          lastError: trouble && !isPast ? trouble.error : null,
        },
      ]
    }),
  )
}
