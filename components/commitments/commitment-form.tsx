'use client'

import { useState } from 'react'
import { ReservationsField } from '@/components/commitments/reservations-field'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { LookupField } from '@/components/form/lookup-field'
import { modelLookup, tenantLookup } from '@/components/form/lookups'
import { MomentField, NumberField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { currencyChoices } from '@/components/ui/currencies'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import type { Choice } from '@/lib/client/use-choices'
import { useCommand } from '@/lib/client/use-command'
import type { Commitment, CommitmentCreate } from '@/lib/contracts/commitment'

const HOUR_MS = 3_600_000
const MONTH_MS = 30 * 24 * HOUR_MS

export function CommitmentForm({ backends, onDone }: { backends: Choice[]; onDone: () => void }) {
  const [start] = useState(() => Math.ceil(Date.now() / HOUR_MS) * HOUR_MS)
  const command = useCommand((input: CommitmentCreate) => sendJson<Commitment>('POST', 'commitments', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/commitment').then(({ commitmentCreate }) => commitmentCreate),
    defaults: {
      name: '',
      backendId: '',
      model: null,
      currency: 'USD',
      hourlyCost: '',
      outputWeight: 4,
      from: new Date(start).toISOString(),
      until: new Date(start + MONTH_MS).toISOString(),
      ownerId: '',
      idleRule: 'central',
      reservations: [],
    },
    submit: async (input) => {
      const { name } = await command.mutateAsync(input)
      toast.done(`${name} registered.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Register" onCancel={onDone}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="name" label="Name" autoComplete="off" placeholder="Sweden PTU" />
        <SelectField name="backendId" label="Backend" options={backends} />
        <LookupField name="model" label="Model" isOptional none="All models there" lookup={modelLookup} />
        <SelectField name="currency" label="Currency" options={currencyChoices} />
        <NumberField name="units" label="Units" placeholder="100" hint="Such as PTUs." />
        <TextField name="hourlyCost" label="All units, an hour" inputMode="decimal" autoComplete="off" placeholder="100.00" />
        <NumberField
          name="perMinute"
          label="Tokens a minute"
          placeholder="250000"
          hint="What all units serve, output tokens counted by their weight."
        />
        <NumberField name="outputWeight" label="Weight of an output token" hint="So many input tokens it counts for." />
        <MomentField name="from" label="From" hint="A whole hour, in your time zone." />
        <MomentField name="until" label="Until" />
        <LookupField name="ownerId" label="Owner" lookup={tenantLookup} hint="Pays what is allocated to nobody else." />
        <SelectField name="idleRule" label="Who pays what is idle" options={rules} />
      </div>
      <ReservationsField />
    </Form>
  )
}

const rules = [
  { value: 'central', label: 'The owner' },
  { value: 'reservation', label: 'By reservation, the owner for the rest' },
  { value: 'use', label: 'Who uses it in that hour, by use' },
]
