import type { Metadata } from 'next'
import Link from 'next/link'
import { firstPage, type PageProps } from '@/app/page-data'
import { channelSpec } from '@/components/alerts/alert-list'
import { AlertNav } from '@/components/alerts/alert-nav'
import { CreateChannel } from '@/components/alerts/channel-dialogs'
import { ChannelTable } from '@/components/alerts/channel-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listChannels } from '@/lib/control/channels/channel-queries'
import { getMailSettings } from '@/lib/control/settings/mail-settings'

export const metadata: Metadata = { title: 'Channels' }

/** Who hears of it, and does it arrive? */
export default async function ChannelsPage({ searchParams }: PageProps) {
  const actor = await requireActor('channels.read')
  const [first, all, mail] = await Promise.all([
    firstPage(listChannels, actor, await searchParams, channelSpec),
    listChannels(actor, { limit: 1000 }),
    getMailSettings(actor, {}),
  ])
  const on = all.items.filter((channel) => channel.enabled)
  const troubled = on.filter((channel) => channel.lastError !== null).length
  const state = troubled > 0 ? `${troubled} of them in trouble` : 'all well'
  return (
    <>
      <PageHeader
        title="Channels"
        sentence={
          on.length === 0
            ? 'Notices go nowhere yet: nobody hears of an alert who does not look here.'
            : `Notices go to ${countOf(on.length, 'channel')}, ${state}. What does not arrive is tried again for three days.`
        }
        actions={isAllowed(actor, 'channels.create') ? <CreateChannel /> : null}
      />
      <AlertNav current="/channels" seesChannels />
      {mail.host ? null : (
        <p className="mb-4 text-ink-muted">
          Mail goes out once a mail server is set under{' '}
          <Link href="/admin/settings" className="underline underline-offset-4">
            Settings
          </Link>
          .
        </p>
      )}
      <ChannelTable first={first} canEdit={isAllowed(actor, 'channels.update')} />
    </>
  )
}
