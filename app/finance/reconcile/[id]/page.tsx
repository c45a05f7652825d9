import type { Metadata } from 'next'
import { type DetailProps, found } from '@/app/page-data'
import { ReconcileLines } from '@/components/reconcile/reconcile-lines'
import { reasonWords, sourceWords } from '@/components/reconcile/words'
import { Facts } from '@/components/ui/facts'
import { Figures } from '@/components/ui/figures'
import { describeMoney } from '@/components/ui/money-text'
import { countOf, describeCount } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { requireActor } from '@/lib/auth/require-actor'
import { formatNano, parseNano } from '@/lib/base/money'
import type { ReconciliationDetail } from '@/lib/contracts/reconciliation'
import { getReconciliation } from '@/lib/control/reconcile/reconcile-operations'

export const metadata: Metadata = { title: 'Bill' }

/** What does this bill say that the ledger does not, and why? */
export default async function BillPage({ params }: DetailProps) {
  const actor = await requireActor('reconciliations.read')
  const { id } = await params
  const bill = await found(getReconciliation(actor, { id }))
  return (
    <>
      <PageHeader title={bill.fileName} sentence={sentenceOf(bill)} />
      <Figures
        figures={[
          ...(bill.currency === null
            ? []
            : [
                { label: 'Billed', value: describeMoney(bill.billed ?? '0', bill.currency), note: sourceWords[bill.source] },
                { label: 'Ledger', value: describeMoney(bill.cost, bill.currency), note: countOf(bill.calls, 'call') },
              ]),
          { label: 'Billed tokens', value: bill.billedTokens === null ? 'not said' : describeCount(bill.billedTokens) },
          { label: 'Ledger tokens', value: describeCount(bill.tokens) },
        ]}
      />
      {bill.byReason.length > 0 ? (
        <Section
          title="Why they may differ"
          sentence="What the bill has more than the ledger, by the likeliest reason of each day."
        >
          <Facts
            facts={bill.byReason.map(({ reason, lines, tokens, amount }) => ({
              label: reasonWords[reason].title,
              value: `${bill.currency === null ? `${describeCount(tokens)} tokens` : describeMoney(amount, bill.currency)} in ${countOf(lines, 'day', 'days')}. ${reasonWords[reason].advice}`,
            }))}
          />
        </Section>
      ) : null}
      <Section
        title="Days and models"
        sentence="Both sides as they stood when the file was uploaded. Days are those of UTC, as providers bill."
      >
        <ReconcileLines bill={bill} />
      </Section>
      <Section title="The file" sentence="Of it only these sums are kept.">
        <Facts
          facts={[
            {
              label: 'Rows',
              value: `${describeCount(bill.rows)}, of which ${describeCount(bill.otherRows)} of something else than models`,
            },
            {
              label: 'Uploaded',
              value: (
                <>
                  <Time value={bill.createdAt} /> by {bill.createdBy}
                </>
              ),
            },
            { label: 'SHA-256', value: <span className="font-mono text-sm break-all">{bill.digest}</span> },
          ]}
        />
      </Section>
    </>
  )
}

function sentenceOf({ source, from, to, billed, cost, currency, differing, billedTokens, tokens }: ReconciliationDetail): string {
  const days = from === to ? `on ${from}` : `from ${from} to ${to}`
  if (differing === 0) return `${sourceWords[source]} ${days} agrees with the ledger on every day.`
  if (currency === null) {
    const more = (billedTokens ?? 0) - tokens
    return `${sourceWords[source]} ${days} has ${describeCount(Math.abs(more))} tokens ${more >= 0 ? 'more' : 'fewer'} than the ledger.`
  }
  const more = (parseNano(billed ?? '0') ?? 0n) - (parseNano(cost) ?? 0n)
  return `${sourceWords[source]} ${days} bills ${describeMoney(formatNano(more < 0n ? -more : more), currency)} ${more >= 0n ? 'more' : 'less'} than the ledger has.`
}
