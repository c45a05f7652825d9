'use client'

import { useMemo } from 'react'
import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import { byWords, monthTitle } from '@/components/finance/months'
import { DownloadLink } from '@/components/ui/download-link'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeCount, describeShare } from '@/components/ui/number-text'
import { parseNano } from '@/lib/base/money'
import type { ChargebackBy, ChargebackRow } from '@/lib/contracts/report'

/** The figures behind the chart, to the nano. */
export function ChargebackTable({ rows, by, month }: { rows: ChargebackRow[]; by: ChargebackBy; month: string }) {
  const columns = useMemo(() => columnsFor(rows, by), [rows, by])
  return (
    <>
      <LocalTable
        label={`Chargeback of ${monthTitle(month)} by ${byWords[by].one}`}
        columns={columns}
        rows={rows}
        searchLabel={byWords[by].many}
        rowId={(row) => `${row.key} ${row.currency}`}
        empty={
          <EmptyState
            title={`Nothing in ${monthTitle(month)}`}
            advice="No call was made in this month. Choose another month above."
          />
        }
      />
      {rows.length > 0 ? (
        <DownloadLink
          href={`/api/v1/reports/chargeback?month=${month}&by=${by}&format=csv`}
          note="with every token class and exact amounts, the same file the API gives."
        >
          Download the report as CSV
        </DownloadLink>
      ) : null}
    </>
  )
}

function columnsFor(rows: ChargebackRow[], by: ChargebackBy): LocalColumn<ChargebackRow>[] {
  const nanoOf = (row: ChargebackRow) => parseNano(row.cost) ?? 0n
  const sumOf = (currency: string) => rows.filter((row) => row.currency === currency).reduce((sum, row) => sum + nanoOf(row), 0n)
  return [
    { id: 'label', title: byWords[by].title, text: (row) => row.label },
    {
      id: 'cost',
      title: 'Cost',
      text: (row) => row.cost,
      cell: (row) => <Money amount={row.cost} currency={row.currency} />,
      value: nanoOf,
      isNumeric: true,
    },
    {
      id: 'exact',
      title: 'Exact',
      text: (row) => row.cost,
      cell: (row) => <Money amount={row.cost} currency={row.currency} isExact />,
      value: nanoOf,
      isNumeric: true,
    },
    {
      id: 'share',
      title: 'Share',
      text: (row) => describeShare(Number(nanoOf(row)), Number(sumOf(row.currency))),
      value: nanoOf,
      isNumeric: true,
    },
    { id: 'calls', title: 'Calls', text: (row) => describeCount(row.calls), value: (row) => row.calls, isNumeric: true },
    {
      id: 'unpriced',
      title: 'Without a price',
      text: (row) => describeCount(row.unpricedCalls),
      value: (row) => row.unpricedCalls,
      isNumeric: true,
      isHiddenAtFirst: true,
    },
    {
      id: 'input',
      title: 'Input',
      text: (row) => describeCount(row.tokens.input),
      value: (row) => row.tokens.input,
      isNumeric: true,
    },
    {
      id: 'cacheRead',
      title: 'Cache read',
      text: (row) => describeCount(row.tokens.cacheRead),
      value: (row) => row.tokens.cacheRead,
      isNumeric: true,
    },
    {
      id: 'cacheWrite',
      title: 'Cache write',
      text: (row) => describeCount(row.tokens.cacheWrite),
      value: (row) => row.tokens.cacheWrite,
      isNumeric: true,
      isHiddenAtFirst: true,
    },
    {
      id: 'output',
      title: 'Output',
      text: (row) => describeCount(row.tokens.output),
      value: (row) => row.tokens.output,
      isNumeric: true,
    },
    {
      id: 'reasoning',
      title: 'Reasoning',
      text: (row) => describeCount(row.tokens.reasoning),
      value: (row) => row.tokens.reasoning,
      isNumeric: true,
    },
    {
      id: 'total',
      title: 'All tokens',
      text: (row) => describeCount(row.totalTokens),
      value: (row) => row.totalTokens,
      isNumeric: true,
      isHiddenAtFirst: true,
    },
    { id: 'currency', title: 'Currency', text: (row) => row.currency, isHiddenAtFirst: true },
    { id: 'key', title: 'Id', text: (row) => row.key, isHiddenAtFirst: true },
  ]
}
