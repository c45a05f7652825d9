'use client'

import Link from 'next/link'
import { useMemo } from 'react'
import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import { type ChargebackView, describeBy, describeChange, rangeParams, rowHref } from '@/components/finance/chargeback-view'
import { byWords } from '@/components/finance/months'
import { DownloadLink } from '@/components/ui/download-link'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeCount, describeShare } from '@/components/ui/number-text'
import { rangeTitle } from '@/lib/base/day-range'
import { parseNano } from '@/lib/base/money'
import { queryString } from '@/lib/client/api-client'
import type { ChargebackRow } from '@/lib/contracts/chargeback'

/** The figures behind the chart, to the nano. */
export function ChargebackTable({ rows, view }: { rows: ChargebackRow[]; view: ChargebackView }) {
  const columns = useMemo(() => columnsFor(rows, view), [rows, view])
  const { range, by, ...narrowed } = view
  const title = rangeTitle(range)
  return (
    <>
      <LocalTable
        label={`Chargeback of ${title} ${describeBy(by)}`}
        columns={columns}
        rows={rows}
        searchLabel={byWords[by].many}
        rowId={(row) => `${row.key} ${row.currency}`}
        empty={<EmptyState title={`Nothing in ${title}`} advice="No call was made in these days. Choose another period above." />}
      />
      {rows.length > 0 ? (
        <DownloadLink
          href={`/api/v1/reports/chargeback${queryString({ ...rangeParams(range), by, ...narrowed, format: 'csv' })}`}
          note="with every token class and exact amounts, the same file the API gives."
        >
          Download the report as CSV
        </DownloadLink>
      ) : null}
    </>
  )
}

type Column = LocalColumn<ChargebackRow>
type Amount = 'cost' | 'direct' | 'shared' | 'adjustment' | 'costWithChildren' | 'before'

const nanoOf = (row: ChargebackRow, amount: Amount = 'cost') => parseNano(row[amount]) ?? 0n

function columnsFor(rows: ChargebackRow[], view: ChargebackView): Column[] {
  const { by } = view
  const sumOf = (currency: string) => rows.filter((row) => row.currency === currency).reduce((sum, row) => sum + nanoOf(row), 0n)
  const isTree = rows.some((row) => row.depth > 0)
  const isOnlyDirect = rows.every((row) => row.shared === '0' && row.adjustment === '0')
  const hasBudget = rows.some((row) => row.budget !== null)
  return [
    {
      id: 'label',
      title: byWords[by].title,
      text: (row) => row.label,
      cell: (row) => <Name row={row} href={rowHref(view, row)} />,
    },
    money('cost', 'Cost'),
    ...(isTree ? [money('costWithChildren', 'With all below')] : []),
    money('direct', 'Direct', isOnlyDirect),
    money('shared', 'Shared', isOnlyDirect),
    money('adjustment', 'Adjustment', isOnlyDirect),
    money('before', 'Before'),
    {
      id: 'change',
      title: 'Change',
      text: (row) => describeChange(nanoOf(row), nanoOf(row, 'before')),
      value: (row) => nanoOf(row) - nanoOf(row, 'before'),
      isNumeric: true,
    },
    {
      id: 'budget',
      title: 'Budget',
      text: (row) => row.budget ?? '',
      cell: (row) => <Budget row={row} />,
      value: (row) => (row.budget === null ? -1n : (parseNano(row.budget) ?? 0n)),
      isNumeric: true,
      isHiddenAtFirst: !hasBudget,
    },
    {
      id: 'share',
      title: 'Share',
      text: (row) => describeShare(Number(nanoOf(row)), Number(sumOf(row.currency))),
      value: (row) => nanoOf(row),
      isNumeric: true,
    },
    { id: 'calls', title: 'Calls', text: (row) => describeCount(row.calls), value: (row) => row.calls, isNumeric: true },
    {
      id: 'total',
      title: 'Tokens',
      text: (row) => describeCount(row.totalTokens),
      value: (row) => row.totalTokens,
      isNumeric: true,
    },
    {
      id: 'exact',
      title: 'Exact cost',
      text: (row) => row.cost,
      cell: (row) => <Money amount={row.cost} currency={row.currency} isExact />,
      value: (row) => nanoOf(row),
      isNumeric: true,
      isHiddenAtFirst: true,
    },
    ...tokenColumns,
    { id: 'costCentre', title: 'Cost centre', text: (row) => row.costCentre ?? '', isHiddenAtFirst: true },
    { id: 'currency', title: 'Currency', text: (row) => row.currency, isHiddenAtFirst: true },
    { id: 'key', title: 'Id', text: (row) => row.key, isHiddenAtFirst: true },
  ]
}

function Name({ row, href }: { row: ChargebackRow; href: string | null }) {
  return (
    <span style={{ paddingInlineStart: `${row.depth}rem` }}>
      {href ? (
        <Link className="hover:underline" href={href}>
          {row.label}
        </Link>
      ) : (
        row.label
      )}
    </span>
  )
}

function Budget({ row }: { row: ChargebackRow }) {
  if (row.budget === null) return null
  // What is planned for a tenant is for all below it too.
  const spent = nanoOf(row, 'costWithChildren')
  const isOver = (parseNano(row.budget) ?? 0n) < spent
  return (
    <span className={isOver ? 'text-danger' : undefined}>
      {describeShare(Number(spent), Number(parseNano(row.budget) ?? 0n))} of <Money amount={row.budget} currency={row.currency} />
    </span>
  )
}

function money(id: Amount, title: string, isHiddenAtFirst = false): Column {
  return {
    id,
    title,
    text: (row) => row[id],
    cell: (row) => <Money amount={row[id]} currency={row.currency} />,
    value: (row) => nanoOf(row, id),
    isNumeric: true,
    isHiddenAtFirst,
  }
}

const tokenTitles = [
  ['input', 'Input'],
  ['cacheRead', 'Cache read'],
  ['cacheWrite', 'Cache write'],
  ['output', 'Output'],
  ['reasoning', 'Reasoning'],
] as const

const tokenColumns: Column[] = [
  ...tokenTitles.map(([name, title]) => ({
    id: name,
    title,
    text: (row: ChargebackRow) => describeCount(row.tokens[name]),
    value: (row: ChargebackRow) => row.tokens[name],
    isNumeric: true,
    isHiddenAtFirst: true,
  })),
  {
    id: 'unpriced',
    title: 'Without a price',
    text: (row) => describeCount(row.unpricedCalls),
    value: (row) => row.unpricedCalls,
    isNumeric: true,
    isHiddenAtFirst: true,
  },
]
