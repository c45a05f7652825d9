import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { alertSpec } from '@/components/alerts/alert-list'
import { AlertNav } from '@/components/alerts/alert-nav'
import { AlertTable } from '@/components/alerts/alert-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listAlerts } from '@/lib/control/alerts/alert-operations'

export const metadata: Metadata = { title: 'Alerts' }

/** Is anything wrong now? */
export default async function AlertsPage({ searchParams }: PageProps) {
  const actor = await requireActor('alerts.read')
  const [first, open] = await Promise.all([
    firstPage(listAlerts, actor, await searchParams, alertSpec),
    listAlerts(actor, { state: 'open', limit: 200 }),
  ])
  const firing = open.items.filter(({ state }) => state === 'firing').length
  const [worst] = open.items.filter(({ state, severity }) => state === 'firing' && severity === 'critical')
  return (
    <>
      <PageHeader title="Alerts" sentence={sentenceOf(open.items.length, firing, worst?.summary)} />
      <AlertNav current="/admin/alerts" seesChannels={isAllowed(actor, 'channels.read')} />
      <AlertTable first={first} canAcknowledge={isAllowed(actor, 'alerts.acknowledge')} />
    </>
  )
}

function sentenceOf(open: number, firing: number, worst: string | undefined): string {
  if (open === 0) return 'Nothing is wrong: no alert is open.'
  const seen = firing === 0 ? 'somebody is on each of them' : `${firing} of them with nobody on it yet`
  return `${countOf(open, 'alert is', 'alerts are')} open, ${seen}.${worst ? ` ${worst}` : ''}`
}
