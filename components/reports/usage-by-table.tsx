'use client'

import Link from 'next/link'
import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeCount } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import type { UsageBy, UsageDimension } from '@/lib/contracts/report'

type Row = UsageBy['items'][number]

type Words = { title: string; empty: string; advice: string; href?: (row: Row) => string }

const words: Record<UsageDimension, Words> = {
  model: { title: 'Model', empty: 'No model was called', advice: 'Make a first call: the quickstart shows how.' },
  key: {
    title: 'Key',
    empty: 'No key was used',
    advice: 'Make a first call: the quickstart shows how.',
    href: (row) => `/portal/keys/${row.key}`,
  },
  day: { title: 'Day', empty: 'Nothing used in this time', advice: 'Choose a longer time.' },
  endUser: {
    title: 'End user',
    empty: 'No call named an end user',
    advice: 'Send the body’s user field with your calls, and what each of your own users takes stands here.',
    href: (row) => `/portal/calls?endUser=${encodeURIComponent(row.key)}`,
  },
  code: {
    title: 'Code',
    empty: 'Nothing was refused',
    advice: 'No call was refused and none failed in this time.',
    href: (row) => `/portal/calls?code=${encodeURIComponent(row.key)}`,
  },
}

/** What was used, by one thing; each line leads to its calls. */
export function UsageByTable({ usage: { by, items } }: { usage: UsageBy }) {
  const { title, empty, advice } = words[by]
  return (
    <LocalTable
      label={`Usage by ${title.toLowerCase()}`}
      columns={columnsOf(by)}
      rows={items}
      rowId={(row) => `${row.key} ${row.currency}`}
      prefix={`${by}.`}
      empty={<EmptyState title={empty} advice={advice} />}
    />
  )
}

function columnsOf(by: UsageDimension): LocalColumn<Row>[] {
  const { title, href } = words[by]
  const first: LocalColumn<Row> = {
    id: by,
    title,
    text: (row) => row.label,
    ...(href
      ? {
          cell: (row: Row) => (
            <Link className="hover:underline [overflow-wrap:anywhere]" href={href(row)}>
              {row.label}
            </Link>
          ),
        }
      : {}),
  }
  return by === 'code' ? [first, meaning, calls, last] : [first, calls, refused, input, output, cost, last]
}

const figure = (id: string, title: string, of: (row: Row) => number): LocalColumn<Row> => ({
  id,
  title,
  text: (row) => describeCount(of(row)),
  value: of,
  isNumeric: true,
})

const calls = figure('calls', 'Calls', (row) => row.calls)
const refused = figure('refused', 'Refused', (row) => row.refused)
const input = figure('input', 'Input tokens', (row) => row.inputTokens)
const output = figure('output', 'Output tokens', (row) => row.outputTokens)

const cost: LocalColumn<Row> = {
  id: 'cost',
  title: 'Cost',
  text: (row) => (row.currency === null ? 'none' : `${row.cost} ${row.currency}`),
  value: (row) => Number(row.cost),
  cell: (row) =>
    row.currency === null ? <span className="text-ink-muted">none</span> : <Money amount={row.cost} currency={row.currency} />,
  isNumeric: true,
}

const last: LocalColumn<Row> = {
  id: 'last',
  title: 'Last',
  text: (row) => row.lastAt,
  cell: (row) => <Time value={row.lastAt} style="ago" />,
}

const meaning: LocalColumn<Row> = {
  id: 'meaning',
  title: 'What it means',
  text: (row) => `/errors/${row.key}`,
  cell: (row) => (
    <Link className="underline underline-offset-2" href={`/errors/${row.key}`}>
      its page
    </Link>
  ),
}
