'use client'

import { ruleSpec } from '@/components/alerts/alert-list'
import { EditRule } from '@/components/alerts/rule-dialogs'
import { SilenceRule } from '@/components/alerts/silence-rule'
import { describeCondition, describeLast, figureWords, severityTone } from '@/components/alerts/words'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { Badge } from '@/components/ui/badge'
import { DeleteButton } from '@/components/ui/delete-button'
import { EmptyState } from '@/components/ui/empty-state'
import { countOf } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { AlertRule } from '@/lib/contracts/alert'

/** What is watched, and how each figure stands. */
export function RuleTable({ first, canEdit }: { first: FirstPage<AlertRule> | undefined; canEdit: boolean }) {
  return (
    <ListTable
      label="Rules"
      path="alert-rules"
      columns={columns}
      rowId={(rule) => rule.id}
      spec={ruleSpec}
      first={first}
      empty={
        <EmptyState title="Nothing is watched" advice="Create a rule: the share of calls that fail is a good first figure." />
      }
      rowActions={
        canEdit
          ? (rule) => (
              <span className="inline-flex gap-1">
                <SilenceRule rule={rule} />
                <EditRule rule={rule} />
                <DeleteButton
                  size="small"
                  path={`alert-rules/${rule.id}`}
                  version={rule.version}
                  noun="rule"
                  name={rule.name}
                  consequence={
                    rule.openAlerts > 0
                      ? `${countOf(rule.openAlerts, 'open alert')} of it will be closed, and nobody hears of it again. The history stays.`
                      : 'Nobody hears of it again. The history stays.'
                  }
                />
              </span>
            )
          : undefined
      }
    />
  )
}

const columns: ColumnSpec<AlertRule>[] = [
  {
    id: 'name',
    title: 'Name',
    text: (rule) => rule.name,
    sortBy: 'name',
    cell: (rule) => (
      <span>
        {rule.name} {rule.enabled ? null : <Badge>off</Badge>}
      </span>
    ),
  },
  {
    id: 'figure',
    title: 'An alert when',
    text: (rule) => `${figureWords[rule.figure].title} ${describeCondition(rule)}`,
    cell: (rule) => (
      <span>
        {figureWords[rule.figure].title} <span className="text-ink-muted">{describeCondition(rule)}</span>
      </span>
    ),
  },
  {
    id: 'severity',
    title: 'Severity',
    text: (rule) => rule.severity,
    cell: (rule) => <Badge tone={severityTone[rule.severity]}>{rule.severity}</Badge>,
  },
  {
    id: 'now',
    title: 'Now',
    text: (rule) => (rule.lastError ? `cannot be looked at: ${rule.lastError}` : describeLast(rule)),
    cell: (rule) => <Now rule={rule} />,
  },
  {
    id: 'evaluatedAt',
    title: 'Looked at',
    text: (rule) => rule.evaluatedAt ?? '',
    cell: (rule) => (rule.evaluatedAt ? <Time value={rule.evaluatedAt} style="ago" /> : 'not yet'),
    isHiddenAtFirst: true,
  },
]

function Now({ rule }: { rule: AlertRule }) {
  const isSilenced = rule.silencedUntil !== null && new Date(rule.silencedUntil) > new Date()
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      {rule.lastError ? <span className="text-danger">cannot be looked at: {rule.lastError}</span> : describeLast(rule)}
      {rule.openAlerts > 0 ? <Badge tone={severityTone[rule.severity]}>{countOf(rule.openAlerts, 'alert')}</Badge> : null}
      {isSilenced && rule.silencedUntil ? (
        <span className="text-ink-muted">
          silenced until <Time value={rule.silencedUntil} />
        </span>
      ) : null}
    </span>
  )
}
