'use client'

import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeCount } from '@/components/ui/number-text'

export type ComparedModel = {
  name: string
  products: string
  capabilities: string
  contextWindow: number
  maxOutputTokens: number
  price: { input: string; cacheRead: string; output: string; currency: string } | null
  regions: string
  latencyMs: number | null
  state: string
}

/** Every model one may subscribe to, side by side: sorted by what matters to the reader. */
export function ModelComparison({ models }: { models: ComparedModel[] }) {
  return (
    <LocalTable
      label="Models"
      columns={columns}
      rows={models}
      rowId={(model) => model.name}
      empty={<EmptyState title="No models yet" advice="No published product has a model. Ask a platform admin." />}
    />
  )
}

const perMillion = (id: 'input' | 'cacheRead' | 'output', title: string): LocalColumn<ComparedModel> => ({
  id,
  title,
  text: ({ price }) => (price ? `${price[id]} ${price.currency}` : 'no price'),
  value: ({ price }) => (price ? Number(price[id]) : Number.POSITIVE_INFINITY),
  cell: ({ price }) =>
    price ? <Money amount={price[id]} currency={price.currency} /> : <span className="text-ink-muted">none</span>,
  isNumeric: true,
})

const columns: LocalColumn<ComparedModel>[] = [
  { id: 'model', title: 'Model', text: ({ name }) => name },
  { id: 'products', title: 'In products', text: ({ products }) => products },
  { id: 'capabilities', title: 'Can', text: ({ capabilities }) => capabilities },
  {
    id: 'context',
    title: 'Context',
    text: ({ contextWindow }) => describeCount(contextWindow),
    value: ({ contextWindow }) => contextWindow,
    isNumeric: true,
  },
  {
    id: 'maxOutput',
    title: 'Longest answer',
    text: ({ maxOutputTokens }) => describeCount(maxOutputTokens),
    value: ({ maxOutputTokens }) => maxOutputTokens,
    isNumeric: true,
    isHiddenAtFirst: true,
  },
  perMillion('input', 'Input, a million'),
  { ...perMillion('cacheRead', 'Cached, a million'), isHiddenAtFirst: true },
  perMillion('output', 'Output, a million'),
  { id: 'regions', title: 'Regions', text: ({ regions }) => regions },
  {
    id: 'latency',
    title: 'First byte lately',
    text: ({ latencyMs }) => (latencyMs === null ? 'not known' : `${latencyMs} ms`),
    value: ({ latencyMs }) => latencyMs ?? Number.POSITIVE_INFINITY,
    isNumeric: true,
  },
  { id: 'state', title: 'Now', text: ({ state }) => state },
]
