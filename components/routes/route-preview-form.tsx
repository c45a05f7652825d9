'use client'

import { useState } from 'react'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { NumberField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { causeWords } from '@/components/routes/route-words'
import { getJson } from '@/lib/client/api-client'
import type { Product } from '@/lib/contracts/product'
import type { RoutePreview } from '@/lib/contracts/product-routes'

/** A call that is not made: who would answer it, and why. */
export function RoutePreviewForm({ product, onDone }: { product: Product; onDone: () => void }) {
  const [preview, setPreview] = useState<RoutePreview | null>(null)
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/product-routes').then(({ routePreviewQuery }) => routePreviewQuery),
    defaults: { model: product.routes[0]?.model ?? product.models[0] ?? '', promptTokens: 100 },
    submit: async (input) => {
      const given = Object.entries(input).filter(([, value]) => value !== undefined && value !== '')
      setPreview(await getJson<RoutePreview>(`products/${product.id}/route-preview`, Object.fromEntries(given)))
    },
  })
  return (
    <Form contractForm={contractForm} verb="Decide" onCancel={onDone}>
      <SelectField name="model" label="Asks for" options={product.models.map((name) => ({ value: name, label: name }))} />
      <div className="grid gap-4 sm:grid-cols-2">
        <NumberField name="promptTokens" label="Prompt, tokens" min={0} />
        <NumberField name="maxOutput" label="Its maximum, tokens" isOptional min={1} />
        <TextField name="header" label="A header" isOptional isLeftOut placeholder="x-tier: free" autoComplete="off" />
        <TextField
          name="claim"
          label="A claim of its token"
          isOptional
          isLeftOut
          placeholder="groups: trial"
          autoComplete="off"
        />
        <NumberField name="budgetUsedPercent" label="Budget used, per cent" isOptional min={0} />
      </div>
      {preview ? <Answers preview={preview} /> : null}
    </Form>
  )
}

function Answers({ preview: { answers, fallbacks } }: { preview: RoutePreview }) {
  return (
    <div role="status" className="rounded-md bg-sunken p-3">
      <ul className="space-y-1">
        {answers.map(({ model, percent, why }) => (
          <li key={model}>
            <span className="font-medium">{model}</span>
            {percent < 100 ? ` for ${percent} % of callers` : ''}: {why}.
          </li>
        ))}
      </ul>
      {fallbacks.length > 0 ? (
        <p className="mt-2 text-ink-muted">
          {`Then ${fallbacks.map(({ model, on }) => `${model} (after ${on.map((cause) => causeWords[cause]).join(' or ')})`).join(', ')}.`}
        </p>
      ) : null}
    </div>
  )
}
