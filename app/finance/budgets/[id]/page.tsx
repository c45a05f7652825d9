import type { Metadata } from 'next'
import { type DetailProps, found } from '@/app/page-data'
import { DecideRaise, RaiseBudget } from '@/components/budgets/budget-dialogs'
import { EventTable, RaiseTable } from '@/components/budgets/budget-history'
import { BudgetActions } from '@/components/budgets/budget-table'
import { BudgetDays, BurnDown } from '@/components/budgets/burn-down'
import { dayTitle, describeBudget, describeMethod } from '@/components/budgets/words'
import { Badge } from '@/components/ui/badge'
import { Facts } from '@/components/ui/facts'
import { Figures } from '@/components/ui/figures'
import { describeMoney } from '@/components/ui/money-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { parsePublicId } from '@/lib/base/ids'
import { getBudget } from '@/lib/control/budgets/budget-queries'

export const metadata: Metadata = { title: 'Budget' }

/** Does this budget last, and if not, until when? */
export default async function BudgetPage({ params }: DetailProps) {
  const actor = await requireActor('budgets.read')
  const budget = await found(getBudget(actor, { id: (await params).id }))
  const { name, state, currency, amount, raise, period } = budget
  const money = (value: string) => describeMoney(value, currency)
  const tenantId = budget.scope.tenantId ? parsePublicId('tenant', budget.scope.tenantId) : null
  const mayAsk = isAllowed(actor, 'budgets.raise', ...(tenantId ? [tenantId] : []))
  return (
    <>
      <PageHeader
        title={name}
        badge={
          state && state.spentPercent >= 100 ? (
            <Badge tone="bad">used up</Badge>
          ) : state && state.expectedPercent >= 100 ? (
            <Badge tone="warn">expected to be used up</Badge>
          ) : null
        }
        sentence={describeBudget(budget)}
        actions={
          <>
            {mayAsk && !raise ? <RaiseBudget budget={budget} /> : null}
            {isAllowed(actor, 'budgets.update') ? <BudgetActions budget={budget} goTo="/finance/budgets" /> : null}
          </>
        }
      />
      {raise ? (
        <div className="mb-8 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-line p-3">
          <p className="min-w-0 flex-1 basis-60">
            {raise.requestedBy} asks for {money(raise.amount)} each {period}: {raise.reason}
          </p>
          {raise.isOwn ? (
            <span className="text-ink-muted">You asked: somebody else decides.</span>
          ) : isAllowed(actor, 'budgets.decide') ? (
            <DecideRaise budget={budget} raise={raise} />
          ) : (
            <span className="text-ink-muted">Waiting for a decision.</span>
          )}
        </div>
      ) : null}
      {state ? (
        <Figures
          figures={[
            { label: 'Spent', value: money(state.spent), note: `${state.spentPercent}% of ${money(amount)}` },
            {
              label: 'Expected at the end',
              value: money(state.expected),
              note: `8 times out of 10 between ${money(state.low)} and ${money(state.high)}`,
            },
            {
              label: 'Used up on',
              value: state.usedUpOn ? dayTitle(state.usedUpOn) : 'it lasts',
              note: state.usedUpOn ? null : `until the end of the ${period}`,
            },
          ]}
        />
      ) : null}
      <BurnDown budget={budget} />
      <Section title="How it is told" sentence={describeMethod(budget)}>
        <Facts
          facts={[
            { label: 'For', value: budget.scopeLabel },
            { label: 'Tells when spent', value: percents(budget.thresholds) },
            { label: 'Tells when expected', value: percents(budget.forecastThresholds) },
            { label: 'Beyond it', value: budget.hardStop ? 'calls are refused' : 'calls pass' },
            { label: 'Planned by', value: budget.createdBy },
            {
              label: 'Not counted',
              value:
                state && state.notCounted.length > 0
                  ? `${state.notCounted.map(({ cost, currency: other }) => `${cost} ${other}`).join(', ')}: there is no rate`
                  : 'nothing',
            },
          ]}
        />
      </Section>
      <Section title="Thresholds reached">
        <EventTable events={budget.events} currency={currency} />
      </Section>
      <Section title="Larger budgets asked for">
        <RaiseTable raises={budget.raises} currency={currency} />
      </Section>
      <Section title="Day by day">
        <BudgetDays budget={budget} />
      </Section>
    </>
  )
}

function percents(thresholds: number[]): string {
  return thresholds.length === 0 ? 'never' : thresholds.map((threshold) => `${threshold}%`).join(', ')
}
