'use client'

import { channelSpec } from '@/components/alerts/alert-list'
import { ChannelActions } from '@/components/alerts/channel-actions'
import { kindWords, topicWords } from '@/components/alerts/words'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { countOf } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { Channel } from '@/lib/contracts/channel'

/** Where notices go, and whether they arrive. */
export function ChannelTable({ first, canEdit }: { first: FirstPage<Channel> | undefined; canEdit: boolean }) {
  return (
    <ListTable
      label="Channels"
      path="channels"
      columns={columns}
      rowId={(channel) => channel.id}
      spec={channelSpec}
      first={first}
      empty={
        <EmptyState
          title="Nobody is told"
          advice="Alerts are written here all the same. Create a channel to hear of them by mail, webhook, Slack or Teams."
        />
      }
      rowActions={canEdit ? (channel) => <ChannelActions channel={channel} /> : undefined}
    />
  )
}

const columns: ColumnSpec<Channel>[] = [
  {
    id: 'name',
    title: 'Name',
    text: (channel) => channel.name,
    sortBy: 'name',
    cell: (channel) => (
      <span>
        {channel.name} {channel.enabled ? null : <Badge>off</Badge>}
      </span>
    ),
  },
  { id: 'kind', title: 'Kind', text: (channel) => kindWords[channel.kind] },
  { id: 'target', title: 'To', text: (channel) => channel.host ?? channel.recipients.join(', ') },
  {
    id: 'topics',
    title: 'Takes',
    text: (channel) =>
      `${channel.topics.length === 0 ? 'everything' : channel.topics.map((topic) => topicWords[topic]).join(', ')}${
        channel.minSeverity === 'info' ? '' : `, from ${channel.minSeverity} on`
      }`,
  },
  {
    id: 'health',
    title: 'Arrives',
    text: describeHealth,
    cell: (channel) => (
      <span className="block max-w-sm whitespace-normal">
        {channel.lastError ? <span className="text-danger">{channel.lastError}</span> : describeHealth(channel)}
        {channel.lastDeliveredAt ? (
          <span className="block text-ink-muted">
            last <Time value={channel.lastDeliveredAt} />
          </span>
        ) : null}
      </span>
    ),
  },
]

function describeHealth({ pending, failed, lastDeliveredAt }: Channel): string {
  const waiting = pending > 0 ? `${countOf(pending, 'notice')} on the way` : ''
  const lost = failed > 0 ? `${countOf(failed, 'notice')} given up` : ''
  return [waiting, lost].filter(Boolean).join(', ') || (lastDeliveredAt ? 'all arrived' : 'nothing sent yet')
}
