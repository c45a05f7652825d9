import { firstPage } from '@/app/page-data'
import { alertSpec } from '@/components/alerts/alert-list'
import { AlertNav } from '@/components/alerts/alert-nav'
import { AlertTable } from '@/components/alerts/alert-table'
import type { SearchParams } from '@/components/data-table/table-query'
import { allowedAudiences } from '@/components/shell/allowed-navigation'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { type Actor, isAllowed } from '@/lib/access/actor'
import { listAlerts } from '@/lib/control/alerts/alert-operations'

type Props = { actor: Actor; params: SearchParams; audience: 'admin' | 'finance' }

/** Is anything wrong now? For admins, and for finance without what only the console shows. */
export async function AlertsView({ actor, params, audience }: Props) {
  const [first, open] = await Promise.all([
    firstPage(listAlerts, actor, params, alertSpec),
    listAlerts(actor, { state: 'open', limit: 200 }),
  ])
  const firing = open.items.filter(({ state }) => state === 'firing').length
  const [worst] = open.items.filter(({ state, severity }) => state === 'firing' && severity === 'critical')
  return (
    <>
      <PageHeader title="Alerts" sentence={sentenceOf(open.items.length, firing, worst?.summary)} />
      <AlertNav audience={audience} current="" seesChannels={isAllowed(actor, 'channels.read')} />
      <AlertTable
        first={first}
        canAcknowledge={isAllowed(actor, 'alerts.acknowledge')}
        seesConsole={allowedAudiences(actor).includes('admin')}
      />
    </>
  )
}

function sentenceOf(open: number, firing: number, worst: string | undefined): string {
  if (open === 0) return 'Nothing is wrong: no alert is open.'
  const seen = firing === 0 ? 'somebody is on each of them' : `${firing} of them with nobody on it yet`
  return `${countOf(open, 'alert is', 'alerts are')} open, ${seen}.${worst ? ` ${worst}` : ''}`
}
