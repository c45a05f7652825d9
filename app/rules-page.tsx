import { firstPage } from '@/app/page-data'
import { ruleSpec } from '@/components/alerts/alert-list'
import { AlertNav } from '@/components/alerts/alert-nav'
import { CreateRule } from '@/components/alerts/rule-dialogs'
import { RuleTable } from '@/components/alerts/rule-table'
import type { SearchParams } from '@/components/data-table/table-query'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { type Actor, isAllowed } from '@/lib/access/actor'
import { listRules } from '@/lib/control/alerts/rule-operations'

type Props = { actor: Actor; params: SearchParams; audience: 'admin' | 'finance' }

/** What is watched, and would anybody hear of it? */
export async function RulesView({ actor, params, audience }: Props) {
  const [first, all] = await Promise.all([firstPage(listRules, actor, params, ruleSpec), listRules(actor, { limit: 1000 })])
  const on = all.items.filter((rule) => rule.enabled)
  const silenced = on.filter((rule) => rule.silencedUntil && new Date(rule.silencedUntil) > new Date()).length
  return (
    <>
      <PageHeader
        title="Rules"
        sentence={`${countOf(on.length, 'figure is', 'figures are')} watched every half minute${silenced > 0 ? `, ${silenced} of them silenced` : ''}. Thresholds of quotas and budgets are told besides, each once per period.`}
        actions={isAllowed(actor, 'rules.create') ? <CreateRule /> : null}
      />
      <AlertNav audience={audience} current="/rules" seesChannels={isAllowed(actor, 'channels.read')} />
      <RuleTable first={first} canEdit={isAllowed(actor, 'rules.update')} />
    </>
  )
}
