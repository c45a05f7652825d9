'use client'

import { useState } from 'react'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { LookupField } from '@/components/form/lookup-field'
import { productLookup, tenantLookup } from '@/components/form/lookups'
import { MomentField, NumberField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import { providers } from '@/lib/contracts/enumerations'
import type { PriceContract, PriceContractCreate } from '@/lib/contracts/price-contract'

export function ContractForm({ onDone }: { onDone: () => void }) {
  const [now] = useState(() => new Date().toISOString())
  const command = useCommand((input: PriceContractCreate) => sendJson<PriceContract>('POST', 'contracts', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/price-contract').then(({ priceContractCreate }) => priceContractCreate),
    defaults: { name: '', kind: 'discount', tenantId: null, productId: null, provider: null, effectiveFrom: now },
    submit: async (input) => {
      const contract = await command.mutateAsync(input)
      toast.done(`${contract.name} agreed on.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Agree on it" onCancel={onDone}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="name" label="Name" autoComplete="off" placeholder="Frame contract 2027" />
        <SelectField name="kind" label="Kind" options={kinds} />
        <NumberField name="percent" label="Per cent of the list price" step="any" placeholder="12.5" />
        <MomentField name="effectiveFrom" label="From" hint="In your time zone." />
        <LookupField name="tenantId" label="Tenant" isOptional none="Any tenant" lookup={tenantLookup} />
        <LookupField name="productId" label="Product" isOptional none="Any product" lookup={productLookup} />
        <SelectField
          name="provider"
          label="Provider"
          isOptional
          none="Any provider"
          options={providers.map((value) => ({ value, label: value }))}
        />
      </div>
    </Form>
  )
}

const kinds = [
  { value: 'discount', label: 'Discount: less than the list price' },
  { value: 'margin', label: 'Margin: more than the list price' },
]
