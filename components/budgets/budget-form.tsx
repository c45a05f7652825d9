'use client'

import { useId, useState } from 'react'
import { useController, useFormContext } from 'react-hook-form'
import { kindWords } from '@/components/budgets/words'
import { CheckField, SelectField } from '@/components/form/choice-fields'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { LookupField } from '@/components/form/lookup-field'
import { modelLookup, productLookup, tenantLookup } from '@/components/form/lookups'
import { splitList, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { currencyChoices } from '@/components/ui/currencies'
import { Input, Select } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Budget, BudgetCreate, BudgetUpdate } from '@/lib/contracts/budget'

type Kind = Budget['kind']

const periods = [
  { value: 'month', label: 'Month' },
  { value: 'quarter', label: 'Quarter' },
  { value: 'year', label: 'Year' },
]

export function CreateForm({ canStop, onDone }: { canStop: boolean; onDone: () => void }) {
  const [kind, setKind] = useState<Kind>('tenant')
  const command = useCommand((input: BudgetCreate) => sendJson<Budget>('POST', 'budgets', input))
  const contractForm = useContractForm<BudgetCreate, BudgetCreate>({
    contract: () => import('@/components/budgets/budget-checks').then(({ budgetFor }) => budgetFor(kind)),
    defaults: {
      name: '',
      scope: {},
      period: 'month',
      amount: '',
      thresholds: [50, 80, 100],
      forecastThresholds: [100],
      hardStop: false,
    },
    submit: async (input) => {
      const budget = await command.mutateAsync(input)
      toast.done(`Budget ${budget.name} is planned.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Plan budget" onCancel={onDone}>
      <TextField name="name" label="Name" autoComplete="off" />
      <ScopeFields kind={kind} onKind={setKind} />
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField name="amount" label="Amount" inputMode="decimal" autoComplete="off" />
        <SelectField name="currency" label="Currency" options={currencyChoices} isOptional isLeftOut none="The tenant’s own" />
        <SelectField name="period" label="Each" options={periods} />
      </div>
      <Thresholds />
      {canStop && kind !== 'costCentre' ? (
        <CheckField
          name="hardStop"
          label="Hard stop"
          hint="Calls beyond the amount are refused, by a limit that goes with the budget."
        />
      ) : null}
    </Form>
  )
}

/** What it is for: one thing. Choosing another kind lets go of what was chosen. */
function ScopeFields({ kind, onKind }: { kind: Kind; onKind: (kind: Kind) => void }) {
  const id = useId()
  const { setValue, clearErrors } = useFormContext()
  const choose = (next: Kind) => {
    setValue('scope', {})
    clearErrors('scope')
    if (next === 'costCentre') setValue('hardStop', false)
    onKind(next)
  }
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <div>
        <label htmlFor={id} className="mb-1 block font-medium">
          For a
        </label>
        <Select id={id} value={kind} onChange={(event) => choose(event.target.value as Kind)}>
          {Object.entries(kindWords).map(([value, label]) => (
            <option key={value} value={value}>
              {label.toLowerCase()}
            </option>
          ))}
        </Select>
      </div>
      {kind === 'tenant' ? (
        <LookupField
          key="tenant"
          name="scope.tenantId"
          label="Tenant"
          lookup={tenantLookup}
          isLeftOut
          hint="With all tenants below it."
        />
      ) : kind === 'product' ? (
        <LookupField key="product" name="scope.productId" label="Product" lookup={productLookup} isLeftOut />
      ) : kind === 'model' ? (
        <LookupField key="model" name="scope.model" label="Model" lookup={modelLookup} isLeftOut />
      ) : (
        <TextField key="costCentre" name="scope.costCentre" label="Cost centre" isOptional isLeftOut autoComplete="off" />
      )}
    </div>
  )
}

export function EditForm({ budget, onDone }: { budget: Budget; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: BudgetUpdate; version?: number }) =>
    sendJson<Budget>('PATCH', `budgets/${budget.id}`, input, { version }),
  )
  const { name, amount, thresholds, forecastThresholds } = budget
  const contractForm = useContractForm<BudgetUpdate, BudgetUpdate>({
    contract: () => import('@/lib/contracts/budget').then(({ budgetUpdate }) => budgetUpdate),
    defaults: { name, amount, thresholds, forecastThresholds },
    isEdit: true,
    version: budget.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Budget saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <TextField name="name" label="Name" autoComplete="off" />
      <TextField
        name="amount"
        label={`Amount, ${budget.currency}`}
        inputMode="decimal"
        autoComplete="off"
        hint="Only less: ask for more instead."
      />
      <Thresholds />
    </Form>
  )
}

function Thresholds() {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <PercentsField name="thresholds" label="Tell when spent, in %" hint="Of what is spent, such as 50, 80, 100." />
      <PercentsField
        name="forecastThresholds"
        label="Tell when expected, in %"
        hint="Of what is expected at the end. Empty: never."
      />
    </div>
  )
}

/** Several numbers, separated by commas. */
function PercentsField({ name, label, hint }: { name: string; label: string; hint: string }) {
  const { field } = useController({ name })
  return (
    <Field name={name} label={label} hint={hint}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          autoComplete="off"
          defaultValue={Array.isArray(field.value) ? field.value.join(', ') : ''}
          ref={field.ref}
          onBlur={field.onBlur}
          onChange={(event) => field.onChange(splitList(event.target.value).map(Number))}
        />
      )}
    </Field>
  )
}
