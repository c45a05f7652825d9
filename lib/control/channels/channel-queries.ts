import { Fault } from '@/lib/base/faults'
import { channel, channelList, channelPage } from '@/lib/contracts/channel'
import { empty } from '@/lib/contracts/paging'
import { type ChannelRow, channelView, healthOf } from '@/lib/control/channels/channel-view'
import type { Context } from '@/lib/control/context'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'

/** Where notices go, and whether they arrive. */
export const listChannels = query('channels.read', { in: channelList, out: channelPage }, async ({ db }, input) => {
  const where = {
    ...(input.kind && { kind: input.kind }),
    ...(input.search && { name: containing(input.search) }),
  }
  const page = await pageOf({
    query: input,
    sorts: { name: 'text', createdAt: 'time' },
    defaultSort: 'name',
    fetch: ({ after, orderBy, take }) => db.channel.findMany({ where: { AND: [where, after] }, orderBy, take }),
    view: (row) => row,
  })
  const health = await healthOf(
    db,
    page.items.map(({ id }) => id),
  )
  return { ...page, items: page.items.map((row) => channelView(row, health.get(row.id))) }
})

export const getChannel = query('channels.read', { path: { id: 'channel' }, in: empty, out: channel }, async (context, { id }) =>
  shownChannel(context, await channelOf(context, id)),
)

export async function shownChannel({ db }: Context, row: ChannelRow) {
  return channelView(row, (await healthOf(db, [row.id])).get(row.id))
}

export async function channelOf({ db }: Context, id: string): Promise<ChannelRow> {
  const row = await db.channel.findUnique({ where: { id } })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such channel.' })
  return row
}
