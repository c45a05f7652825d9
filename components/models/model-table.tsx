'use client'

import Link from 'next/link'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { EditModel } from '@/components/models/model-dialogs'
import { modelSpec } from '@/components/models/model-list'
import { DeleteButton } from '@/components/ui/delete-button'
import { EmptyState } from '@/components/ui/empty-state'
import { countOf, describeCount } from '@/components/ui/number-text'
import type { FirstPage } from '@/lib/client/use-list'
import type { Model } from '@/lib/contracts/model'

/** The names callers use, and the pool behind each. */
export function ModelTable({ first, canEdit }: { first: FirstPage<Model> | undefined; canEdit: boolean }) {
  return (
    <ListTable
      label="Models"
      path="models"
      columns={columns}
      rowId={(model) => model.id}
      spec={modelSpec}
      first={first}
      empty={
        <EmptyState
          title="No models yet"
          advice="A model is the public name callers use. Add a backend with a deployment and a pool first, then name the model."
        />
      }
      rowActions={canEdit ? (model) => <ModelActions model={model} /> : undefined}
    />
  )
}

function ModelActions({ model }: { model: Model }) {
  const consequence =
    model.products.length > 0
      ? `${countOf(model.products.length, 'product')} offer it (${model.products.map((product) => product.name).join(', ')}); take it out of them first.`
      : 'No product offers it, so no caller notices.'
  return (
    <span className="inline-flex gap-1">
      <EditModel model={model} />
      <DeleteButton
        size="small"
        path={`models/${model.id}`}
        version={model.version}
        noun="model"
        name={model.name}
        consequence={consequence}
      />
    </span>
  )
}

const columns: ColumnSpec<Model>[] = [
  {
    id: 'name',
    title: 'Name',
    text: (model) => model.name,
    cell: (model) => (
      <Link href={`/admin/models/${model.id}`} className="hover:underline">
        {model.name}
      </Link>
    ),
    sortBy: 'name',
  },
  { id: 'aliases', title: 'Aliases', text: (model) => model.aliases.join(', ') },
  { id: 'pool', title: 'Pool', text: (model) => model.poolName ?? '' },
  { id: 'capabilities', title: 'Capabilities', text: (model) => model.capabilities.join(', ') },
  { id: 'context', title: 'Context window', text: (model) => describeCount(model.contextWindow), isNumeric: true },
  { id: 'output', title: 'Most it answers', text: (model) => describeCount(model.maxOutputTokens), isNumeric: true },
  { id: 'products', title: 'In products', text: (model) => model.products.map((product) => product.name).join(', ') || 'none' },
  { id: 'tokenizer', title: 'Tokenizer', text: (model) => model.tokenizer, isHiddenAtFirst: true },
]
