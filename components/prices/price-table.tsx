'use client'

import type { ReactNode } from 'react'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { pricesFor } from '@/components/prices/price-list'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { Price } from '@/lib/contracts/price'

/** Prices per million of each token class, each in force from a date until the next one begins. */
type Props = {
  first: FirstPage<Price> | undefined
  /** On a page of its own, where there are filters. */
  canSeeBackends?: boolean
  /** On the page of one model: only its own. */
  spec?: TableQuerySpec
  tools?: ReactNode
}

export function PriceTable({ first, canSeeBackends = false, spec = pricesFor(canSeeBackends), tools }: Props) {
  return (
    <ListTable
      label="Prices"
      path="prices"
      columns={columns}
      rowId={(price) => price.id}
      spec={spec}
      tools={tools}
      first={first}
      empty={
        <EmptyState
          title="No prices yet"
          advice="Without a price a call's cost is unknown, never zero. Set one for each model, from a date on."
        />
      }
    />
  )
}

const columns: ColumnSpec<Price>[] = [
  { id: 'model', title: 'Model', text: (price) => price.model, sortBy: 'model' },
  { id: 'backend', title: 'Backend', text: (price) => price.backendName ?? 'any' },
  {
    id: 'state',
    title: 'State',
    text: stateOf,
    cell: (price) => (
      <Badge tone={stateOf(price) === 'in force' ? 'good' : stateOf(price) === 'to come' ? 'accent' : 'neutral'}>
        {stateOf(price)}
      </Badge>
    ),
  },
  {
    id: 'from',
    title: 'From',
    text: (price) => price.effectiveFrom,
    cell: (price) => <Time value={price.effectiveFrom} style="day" />,
    sortBy: 'effectiveFrom',
  },
  {
    id: 'to',
    title: 'Until',
    text: (price) => price.effectiveTo ?? '',
    cell: (price) => (price.effectiveTo ? <Time value={price.effectiveTo} style="day" /> : ''),
  },
  { id: 'currency', title: 'Currency', text: (price) => price.currency },
  { id: 'input', title: 'Input', text: (price) => describePrice(price.perMillion.input, ''), isNumeric: true },
  {
    id: 'cacheRead',
    title: 'Cache read',
    text: (price) => describePrice(price.perMillion.cacheRead, 'as input'),
    isNumeric: true,
  },
  {
    id: 'cacheWrite',
    title: 'Cache write',
    text: (price) => describePrice(price.perMillion.cacheWrite, 'as input'),
    isNumeric: true,
    isHiddenAtFirst: true,
  },
  {
    id: 'cacheWrite1h',
    title: 'Cache write, 1 h',
    text: (price) => describePrice(price.perMillion.cacheWrite1h, 'as cache write'),
    isNumeric: true,
    isHiddenAtFirst: true,
  },
  { id: 'output', title: 'Output', text: (price) => describePrice(price.perMillion.output, ''), isNumeric: true },
  {
    id: 'reasoning',
    title: 'Reasoning',
    text: (price) => describePrice(price.perMillion.reasoning, 'as output'),
    isNumeric: true,
  },
  {
    id: 'audioIn',
    title: 'Audio in',
    text: (price) => describePrice(price.perMillion.audioIn, ''),
    isNumeric: true,
    isHiddenAtFirst: true,
  },
  {
    id: 'audioOut',
    title: 'Audio out',
    text: (price) => describePrice(price.perMillion.audioOut, ''),
    isNumeric: true,
    isHiddenAtFirst: true,
  },
  {
    id: 'image',
    title: 'Image',
    text: (price) => describePrice(price.perMillion.image, ''),
    isNumeric: true,
    isHiddenAtFirst: true,
  },
  { id: 'more', title: 'Besides', text: describeMore },
]

/** What few prices have: "above 200,000: 2.50 in, 15.00 out; a second 0.0001; batch 50 %". */
function describeMore({ tiers, perUnit, batchPercent }: Price): string {
  const ofTiers = tiers.map(({ above, perMillion }) => {
    const { input, output } = perMillion
    return `above ${describeCount(above)} tokens ${describePrice(input, '')} in, ${describePrice(output, '')} out`
  })
  const ofUnits = Object.entries(perUnit).map(([kind, amount]) => `${kind} ${amount} each`)
  return [...ofTiers, ...ofUnits, ...(batchPercent === null ? [] : [`batch ${batchPercent} %`])].join('; ')
}

function stateOf(price: Price): string {
  const now = Date.now()
  if (new Date(price.effectiveFrom).getTime() > now) return 'to come'
  return price.effectiveTo && new Date(price.effectiveTo).getTime() <= now ? 'past' : 'in force'
}

/** At least two decimals, never fewer than it has. */
function describePrice(amount: string | null, otherwise: string): string {
  if (amount === null) return otherwise
  const [whole = '0', fraction = ''] = amount.split('.')
  return `${whole}.${fraction.padEnd(2, '0')}`
}
