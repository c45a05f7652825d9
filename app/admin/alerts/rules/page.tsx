import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { ruleSpec } from '@/components/alerts/alert-list'
import { AlertNav } from '@/components/alerts/alert-nav'
import { CreateRule } from '@/components/alerts/rule-dialogs'
import { RuleTable } from '@/components/alerts/rule-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listRules } from '@/lib/control/alerts/rule-operations'

export const metadata: Metadata = { title: 'Rules' }

/** What is watched, and would anybody hear of it? */
export default async function RulesPage({ searchParams }: PageProps) {
  const actor = await requireActor('rules.read')
  const [first, all] = await Promise.all([
    firstPage(listRules, actor, await searchParams, ruleSpec),
    listRules(actor, { limit: 1000 }),
  ])
  const on = all.items.filter((rule) => rule.enabled)
  const silenced = on.filter((rule) => rule.silencedUntil && new Date(rule.silencedUntil) > new Date()).length
  return (
    <>
      <PageHeader
        title="Rules"
        sentence={`${countOf(on.length, 'figure is', 'figures are')} watched every half minute${silenced > 0 ? `, ${silenced} of them silenced` : ''}. Thresholds of quotas and budgets are told besides, each once per period.`}
        actions={isAllowed(actor, 'rules.create') ? <CreateRule /> : null}
      />
      <AlertNav current="/admin/alerts/rules" seesChannels={isAllowed(actor, 'channels.read')} />
      <RuleTable first={first} canEdit={isAllowed(actor, 'rules.update')} />
    </>
  )
}
