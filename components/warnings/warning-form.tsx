'use client'

import { useWatch } from 'react-hook-form'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { NumberField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import type { Choice } from '@/lib/client/use-choices'
import { useCommand } from '@/lib/client/use-command'
import type { UsageWarning, UsageWarningCreate } from '@/lib/contracts/warning'

export function WarningForm({ subscriptions, onDone }: { subscriptions: Choice[]; onDone: () => void }) {
  const command = useCommand((input: UsageWarningCreate) => sendJson<UsageWarning>('POST', 'me/warnings', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/warning').then(({ usageWarningCreate }) => usageWarningCreate),
    defaults: { subscriptionId: subscriptions[0]?.value ?? '', measure: 'cost', amount: '' },
    submit: (input) => command.mutateAsync(input),
    onDone: () => {
      toast.done('You hear of it once it is reached.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Add warning" onCancel={onDone}>
      <SelectField name="subscriptionId" label="Subscription" options={subscriptions} />
      <SelectField
        name="measure"
        label="Measure"
        options={['cost', 'tokens', 'calls'].map((one) => ({ value: one, label: one }))}
      />
      <AmountField />
    </Form>
  )
}

/** Money is a decimal text, calls and tokens are numbers. */
function AmountField() {
  const { measure } = useWatch() as { measure: string }
  if (measure === 'cost')
    return (
      <TextField
        key="cost"
        name="amount"
        label="Amount in a month"
        inputMode="decimal"
        placeholder="250.00"
        hint="In the tenant’s currency."
      />
    )
  return <NumberField key="count" name="amount" label="Amount in a month" min={1} placeholder="100000" />
}
