import type { Metadata } from 'next'
import { type DetailProps, found } from '@/app/page-data'
import { ruleWords } from '@/components/commitments/commitment-list'
import { EndCommitment } from '@/components/commitments/end-commitment'
import { Reallocate } from '@/components/commitments/reallocate'
import { UseChart } from '@/components/commitments/use-chart'
import { UseByDay, UseByTenant } from '@/components/commitments/use-tables'
import { describeCosts } from '@/components/reports/cost-text'
import { Facts } from '@/components/ui/facts'
import { Figures } from '@/components/ui/figures'
import { describeMoney } from '@/components/ui/money-text'
import { countOf, describeCount } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getCommitment } from '@/lib/control/commitments/commitment-operations'
import { getCommitmentUse } from '@/lib/control/commitments/commitment-use'

export const metadata: Metadata = { title: 'Commitment' }

/** How much of what we pay for is used, and what spills over? Of the last 30 days. */
export default async function CommitmentPage({ params }: DetailProps) {
  const actor = await requireActor('commitments.read')
  const { id } = await params
  const [commitment, use] = await found(Promise.all([getCommitment(actor, { id }), getCommitmentUse(actor, { id })]))
  const { name, state, currency, units, hourlyCost, reservations } = commitment
  const { total } = use
  return (
    <>
      <PageHeader
        title={name}
        badge={<StateBadge state={state} />}
        sentence={
          total.hours === 0
            ? `${describeMoney(hourlyCost, currency)} an hour, of which no hour is over yet.`
            : `${total.usedPercent} % was used of what ${describeMoney(total.cost, currency)} paid for, from ${use.from} to ${use.to}; ${describeMoney(total.idleCost, currency)} was idle.`
        }
        actions={
          <>
            {commitment.allocatedThrough && isAllowed(actor, 'commitments.reallocate') ? (
              <Reallocate commitment={commitment} />
            ) : null}
            {state !== 'over' && isAllowed(actor, 'commitments.end') ? <EndCommitment commitment={commitment} /> : null}
          </>
        }
      />
      <Figures
        figures={[
          {
            label: 'Used',
            value: `${total.usedPercent} %`,
            note: `${countOf(total.hours, 'hour')}, ${describeCount(total.fullHours)} of them full`,
          },
          { label: 'Paid for use', value: describeMoney(total.usedCost, currency), note: countOf(total.calls, 'call') },
          { label: 'Paid for idle', value: describeMoney(total.idleCost, currency), note: ruleWords[commitment.idleRule] },
          {
            label: 'Spilled over',
            value: total.spill.length > 0 ? describeCosts(total.spill) : 'nothing',
            note: `${describeCount(total.spillCalls)} calls paid by token`,
          },
        ]}
      />
      <Facts
        facts={[
          { label: 'Backend', value: commitment.backendName },
          { label: 'Model', value: commitment.model ?? 'all there' },
          { label: 'Units', value: `${describeCount(units)}, ${describeMoney(hourlyCost, currency)} an hour` },
          {
            label: 'Serves',
            value: `${describeCount(commitment.perMinute)} tokens a minute, an output token counts ${commitment.outputWeight}`,
          },
          {
            label: 'Term',
            value: (
              <>
                <Time value={commitment.from} /> to <Time value={commitment.until} />
              </>
            ),
          },
          { label: 'Owner', value: commitment.ownerName },
          {
            label: 'Reserved',
            value: reservations.map((one) => `${one.tenantName} ${one.units}`).join(', ') || 'nothing',
          },
          {
            label: 'Allocated',
            value: commitment.allocatedThrough ? (
              <>
                up to <Time value={commitment.allocatedThrough} />
              </>
            ) : (
              'when a month of it is closed'
            ),
          },
        ]}
      />
      <Section title="By day" sentence="What was used and what was idle, and what other backends answered of the same models.">
        {use.days.length > 0 ? <UseChart use={use} /> : null}
        <UseByDay use={use} />
      </Section>
      <Section title="By tenant" sentence="What each pays of it: for what it used, and for what was idle.">
        <UseByTenant use={use} />
      </Section>
    </>
  )
}
