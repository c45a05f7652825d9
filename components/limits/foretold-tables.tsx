'use client'

import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { describeAmount } from '@/components/limits/words'
import { describeCount } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import type { Limit } from '@/lib/contracts/limit'
import type { LimitPreview } from '@/lib/contracts/limit-preview'

const MOST_SHOWN = 10

/** Whom it would have refused. */
export function ForetoldSubscriptions({ rows }: { rows: LimitPreview['subscriptions'] }) {
  if (rows.length === 0) return null
  return (
    <Small title="Whom" heads={['Subscription', 'Really', 'Would be', 'First', 'Last']} count={rows.length}>
      {rows.slice(0, MOST_SHOWN).map((row) => (
        <tr key={row.subscriptionId ?? 'below'} className="border-t border-line align-top">
          <th scope="row" className="py-1.5 pr-3 text-left font-normal">
            {row.subscriptionName} <span className="text-ink-muted">{row.tenantName}</span>
          </th>
          <td className="py-1.5 pr-3 text-right">{describeCount(row.refused)}</td>
          <td className="py-1.5 pr-3 text-right">{describeCount(row.wouldRefuse)}</td>
          <td className="py-1.5 pr-3 max-sm:hidden">{row.firstAt ? <Time value={row.firstAt} /> : ''}</td>
          <td className="py-1.5 max-sm:hidden">{row.lastAt ? <Time value={row.lastAt} /> : ''}</td>
        </tr>
      ))}
    </Small>
  )
}

/** When: calls that went through and would not have, each with what happened to it. */
export function ForetoldExamples({
  rows,
  limit,
}: {
  rows: LimitPreview['examples']
  limit: Pick<Limit, 'measure' | 'currency'>
}) {
  const base = usePathname().startsWith('/portal') ? '/portal/calls' : '/admin/calls'
  if (rows.length === 0) return null
  const write = (amount: number | string) => describeAmount(limit.measure, amount, limit.currency)
  return (
    <Small title="The first that would be refused" heads={['When', 'Subscription', 'Asked for', 'Left']} count={rows.length}>
      {rows.slice(0, MOST_SHOWN).map((row) => (
        <tr key={row.callId} className="border-t border-line align-top">
          <td className="py-1.5 pr-3">
            <a href={`${base}/${row.callId}`} target="_blank" rel="noreferrer" className="underline underline-offset-2">
              <Time value={row.at} />
            </a>
          </td>
          <td className="py-1.5 pr-3">
            {row.subscriptionName} <span className="text-ink-muted">{row.model}</span>
          </td>
          <td className="py-1.5 pr-3 text-right">{write(row.needed)}</td>
          <td className="py-1.5 pr-3 text-right">{write(row.left)}</td>
        </tr>
      ))}
    </Small>
  )
}

function Small({ title, heads, count, children }: { title: string; heads: string[]; count: number; children: ReactNode }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <caption className="mb-1 text-left font-medium">{title}</caption>
        <thead>
          <tr className="text-xs text-ink-muted">
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className={`py-1 pr-3 font-medium ${numeric.has(head) ? 'text-right' : 'text-left'} ${wide.has(head) ? 'max-sm:hidden' : ''}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      {count > MOST_SHOWN ? (
        <p className="mt-1 text-sm text-ink-muted">
          The first {MOST_SHOWN} of {describeCount(count)}.
        </p>
      ) : null}
    </div>
  )
}

const numeric = new Set(['Really', 'Would be', 'Asked for', 'Left'])
const wide = new Set(['First', 'Last'])
