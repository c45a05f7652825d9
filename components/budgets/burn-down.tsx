'use client'

import { dayTitle } from '@/components/budgets/words'
import { BarChart } from '@/components/charts/bar-chart'
import { type LocalColumn, LocalTable } from '@/components/data-table/local-table'
import { DownloadLink } from '@/components/ui/download-link'
import { Money } from '@/components/ui/money'
import { describeMoney } from '@/components/ui/money-text'
import { dayLabel } from '@/lib/base/day-range'
import { formatNano, parseNano } from '@/lib/base/money'
import type { BudgetDetail } from '@/lib/contracts/budget'

type Day = { day: string; spent: string | null; expected: string | null; left: string; isTold: boolean }

/** What is left of the budget after each day, as it was and as it is expected to be. */
export function BurnDown({ budget }: { budget: BudgetDetail }) {
  const { currency } = budget
  const money = (value: number) => describeMoney(value.toFixed(9), currency)
  const days = daysOf(budget)
  return (
    <>
      <BarChart
        title={`Left after each day, ${currency}`}
        rowTitle="Day"
        series={[
          { key: 'left', label: 'As it was' },
          { key: 'told', label: 'As expected', colour: 'var(--chart-8)' },
        ]}
        rows={days.map((day) => ({ label: shortDay(day.day), values: { [day.isTold ? 'told' : 'left']: Number(day.left) } }))}
        format={money}
      />
      <DownloadLink href={`/api/v1/budgets/${budget.id}?format=csv`} note="each day exact, the same file the API gives.">
        Download the days as CSV
      </DownloadLink>
    </>
  )
}

/** The same as figures. */
export function BudgetDays({ budget }: { budget: BudgetDetail }) {
  return (
    <LocalTable
      label={`Days of ${budget.name}`}
      columns={columnsFor(budget.currency)}
      rows={daysOf(budget)}
      rowId={(day) => day.day}
      prefix="days-"
      hasSearch={false}
      empty={null}
    />
  )
}

function daysOf({ days, amount }: BudgetDetail): Day[] {
  let left = parseNano(amount) ?? 0n
  return days.map(({ day, spent, expected }) => {
    left -= parseNano(expected ?? spent ?? '0') ?? 0n
    return { day, spent, expected, left: formatNano(left), isTold: expected !== null }
  })
}

function columnsFor(currency: string): LocalColumn<Day>[] {
  const amount = (id: 'spent' | 'expected' | 'left', title: string): LocalColumn<Day> => ({
    id,
    title,
    text: (row) => row[id] ?? '',
    cell: (row) => (row[id] === null ? '–' : <Money amount={row[id] ?? '0'} currency={currency} />),
    value: (row) => parseNano(row[id] ?? '0') ?? 0n,
    isNumeric: true,
  })
  return [
    { id: 'day', title: 'Day', text: (row) => row.day, cell: (row) => dayTitle(row.day) },
    amount('spent', 'Spent'),
    amount('expected', 'Expected'),
    amount('left', 'Left after it'),
  ]
}

function shortDay(day: string): string {
  return dayLabel(Date.parse(`${day}T00:00:00Z`))
}
