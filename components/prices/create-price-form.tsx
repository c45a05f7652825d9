'use client'

import { useState } from 'react'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { LookupField } from '@/components/form/lookup-field'
import { backendLookup, modelLookup } from '@/components/form/lookups'
import { MomentField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { RarePrices } from '@/components/prices/rare-prices'
import { currencyChoices } from '@/components/ui/currencies'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Price, PriceCreate } from '@/lib/contracts/price'

export function CreateForm({ canSeeBackends, onDone }: { canSeeBackends: boolean; onDone: () => void }) {
  const [now] = useState(() => new Date().toISOString())
  const command = useCommand((input: PriceCreate) => sendJson<Price>('POST', 'prices', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/price').then(({ priceCreate }) => priceCreate),
    defaults: { model: '', backendId: null, currency: 'USD', effectiveFrom: now, perMillion: { input: '', output: '' } },
    submit: async (input) => {
      const price = await command.mutateAsync(input)
      const isPast = Date.parse(price.effectiveFrom) < Date.now() - 60_000
      toast.done(
        `Price of ${price.model} set.${isPast ? ' Calls since then stay as they were billed: Re-rating says what it changes.' : ''}`,
      )
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Set price" onCancel={onDone}>
      <div className="grid gap-4 sm:grid-cols-2">
        <LookupField name="model" label="Model" lookup={modelLookup} />
        {canSeeBackends ? (
          <LookupField name="backendId" label="Backend" isOptional none="Any backend" lookup={backendLookup} />
        ) : null}
        <SelectField name="currency" label="Currency" options={currencyChoices} />
        <MomentField name="effectiveFrom" label="From" hint="In your time zone." />
      </div>
      <fieldset>
        <legend className="mb-1 font-medium">Per million tokens</legend>
        <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
          {classes.map((one) => (
            <TextField
              key={one.name}
              name={`perMillion.${one.name}`}
              label={one.label}
              isOptional={one.isOptional}
              inputMode="decimal"
              autoComplete="off"
              placeholder={one.placeholder}
            />
          ))}
        </div>
      </fieldset>
      <RarePrices />
    </Form>
  )
}

const classes = [
  { name: 'input', label: 'Input', placeholder: '0.15', isOptional: false },
  { name: 'cacheRead', label: 'Cache read', placeholder: 'as input', isOptional: true },
  { name: 'cacheWrite', label: 'Cache write', placeholder: 'as input', isOptional: true },
  { name: 'cacheWrite1h', label: 'Cache write, 1 h', placeholder: 'as cache write', isOptional: true },
  { name: 'output', label: 'Output', placeholder: '0.60', isOptional: false },
  { name: 'reasoning', label: 'Reasoning', placeholder: 'as output', isOptional: true },
  { name: 'audioIn', label: 'Audio in', placeholder: '', isOptional: true },
  { name: 'audioOut', label: 'Audio out', placeholder: '', isOptional: true },
  { name: 'image', label: 'Image', placeholder: '', isOptional: true },
]
