'use client'

import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { currencyChoices } from '@/components/ui/currencies'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Rate, RateCreate, ReportingUpdate } from '@/lib/contracts/rate'

export function RateForm({ month, to, onDone }: { month: string; to: string; onDone: () => void }) {
  const command = useCommand((input: RateCreate) => sendJson<Rate>('POST', 'rates', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/rate').then(({ rateCreate }) => rateCreate),
    defaults: { month, from: '', to, rate: '', source: '' },
    submit: async (input) => {
      const rate = await command.mutateAsync(input)
      toast.done(`1 ${rate.from} is ${rate.rate} ${rate.to} in ${rate.month}.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Publish rate" onCancel={onDone}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="month" label="Month" hint="Such as 2026-10." autoComplete="off" />
        <SelectField name="from" label="Currency" options={currencyChoices.filter(({ value }) => value !== to)} />
        <TextField name="rate" label={`Is worth in ${to}`} inputMode="decimal" autoComplete="off" placeholder="1.0853" />
        <TextField name="source" label="Source" hint="Who published it." autoComplete="off" placeholder="ECB" />
      </div>
    </Form>
  )
}

type ReportingProps = { currency: string; version: number; onDone: () => void }

export function ReportingForm({ currency, version, onDone }: ReportingProps) {
  const command = useCommand(({ input, version }: { input: ReportingUpdate; version?: number }) =>
    sendJson('PATCH', 'settings/reporting', input, { version }),
  )
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/rate').then(({ reportingUpdate }) => reportingUpdate),
    defaults: { currency },
    isEdit: true,
    version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Reporting currency saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <SelectField name="currency" label="Currency" options={currencyChoices} />
    </Form>
  )
}
