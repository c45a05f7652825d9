import Link from 'next/link'
import { monthTitle } from '@/lib/base/day-range'
import type { ReportingTotal } from '@/lib/contracts/chargeback'

/** By which rates a total over several currencies was made, and what it lacks. */
export function ReportingNote({ reporting }: { reporting: ReportingTotal }) {
  const { currency, rates, missing } = reporting
  if (rates.length === 0 && missing.length === 0) return null
  return (
    <p className="mb-8 max-w-prose text-sm text-ink-muted">
      {rates.length > 0 ? `Each line is converted at the rate of its month and rounded once: ${rates.join('; ')}. ` : null}
      {missing.length > 0 ? (
        <>
          <span className="text-ink">
            There is no rate to {currency} for {missing.map((one) => `${one.currency} in ${monthTitle(one.month)}`).join(', ')}
          </span>
          , so that is not in the total.{' '}
          <Link className="underline" href="/finance/rates">
            Publish it
          </Link>
          .
        </>
      ) : null}
    </p>
  )
}
