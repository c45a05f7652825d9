'use client'

import { CategoryChart } from '@/components/charts/category-chart'
import { type LocalColumn, LocalTable } from '@/components/data-table/local-table'
import { describeChange } from '@/components/finance/chargeback-view'
import { byWords } from '@/components/finance/months'
import { Money } from '@/components/ui/money'
import { describeMoney } from '@/components/ui/money-text'
import { parseNano } from '@/lib/base/money'
import type { Chargeback, ChargebackBy } from '@/lib/contracts/chargeback'

type Mover = Chargeback['movers'][number]

/** What changed most since the period before: drawn for the currency that moved most, and all as a table. */
export function Movers({ movers, by }: { movers: Mover[]; by: ChargebackBy }) {
  const currency = movers[0]?.currency
  if (!currency) return <p className="text-ink-muted">Nothing changed since the period before.</p>
  const drawn = movers.filter((mover) => mover.currency === currency)
  return (
    <div className="grid gap-8 xl:grid-cols-2">
      <CategoryChart
        title={`More or less than before, ${currency}`}
        rowTitle={byWords[by].title}
        measure="Change"
        rows={drawn.map((mover) => ({ label: mover.label, values: { value: Number(mover.change) } }))}
        format={(value) => describeMoney(value.toFixed(9), currency)}
      />
      <LocalTable
        label={`Top movers by ${byWords[by].one}`}
        columns={columnsFor(by)}
        rows={movers}
        rowId={(row) => `${row.key} ${row.currency}`}
        prefix="movers-"
        hasSearch={false}
        empty={null}
      />
    </div>
  )
}

function columnsFor(by: ChargebackBy): LocalColumn<Mover>[] {
  const amount = (id: 'change' | 'cost' | 'before', title: string): LocalColumn<Mover> => ({
    id,
    title,
    text: (row) => row[id],
    cell: (row) => <Money amount={row[id]} currency={row.currency} />,
    value: (row) => parseNano(row[id]) ?? 0n,
    isNumeric: true,
  })
  return [
    { id: 'label', title: byWords[by].title, text: (row) => row.label },
    amount('change', 'Change'),
    {
      id: 'share',
      title: 'In per cent',
      text: (row) => describeChange(parseNano(row.cost) ?? 0n, parseNano(row.before) ?? 0n),
      value: (row) => parseNano(row.change) ?? 0n,
      isNumeric: true,
    },
    amount('cost', 'Now'),
    amount('before', 'Before'),
    { id: 'currency', title: 'Currency', text: (row) => row.currency, isHiddenAtFirst: true },
  ]
}
