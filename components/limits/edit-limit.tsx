'use client'

import { z } from 'zod'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { FormDialog } from '@/components/form/form-dialog'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { parseAmount } from '@/components/limits/limit-draft'
import { describeCountBy, describeRule } from '@/components/limits/words'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import { type Limit, type LimitUpdate, limitUpdate } from '@/lib/contracts/limit'

/** Changes a limit's amount and what happens beyond it. What it applies to and counts by stays: that would be another limit. */
export function EditLimit({ limit }: { limit: Limit }) {
  return (
    <FormDialog
      size="small"
      look="quiet"
      trigger="Edit"
      triggerLabel={`Edit limit ${limit.name}`}
      title={`Edit ${limit.name}`}
      sentence={`Now ${describeRule(limit)} for ${describeCountBy(limit.countBy)}, ${limit.scopeLabel}.`}
    >
      {(close) => <EditForm limit={limit} onDone={close} />}
    </FormDialog>
  )
}

function EditForm({ limit, onDone }: { limit: Limit; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: LimitUpdate; version?: number }) =>
    sendJson('PATCH', `limits/${limit.id}`, input, { version }),
  )
  const contractForm = useContractForm({
    contract: draftFor(limit.measure),
    defaults: { name: limit.name, amount: String(limit.amount), onExceed: limit.onExceed, mode: limit.mode },
    version: limit.version,
    isEdit: true,
    submit: ({ amount, ...rest }: Partial<Draft>, version) =>
      command.mutateAsync({
        input: amount === undefined ? rest : { ...rest, amount: parseAmount(limit.measure, amount) },
        version,
      }),
    onDone: () => {
      toast.done('Limit saved; it is in force within a second.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <TextField name="name" label="Name" autoComplete="off" />
      <TextField name="amount" label="Amount" inputMode="decimal" autoComplete="off" />
      <SelectField
        name="onExceed"
        label="Beyond it"
        options={[
          { value: 'refuse', label: 'refuse' },
          { value: 'wait', label: 'wait, then refuse' },
          { value: 'warn', label: 'let pass, report' },
        ]}
      />
      <SelectField
        name="mode"
        label="Hold"
        options={[
          { value: 'strict', label: 'strict: never overshoots' },
          { value: 'optimistic', label: 'optimistic: holds the recent average' },
        ]}
      />
    </Form>
  )
}

type Draft = { name: string; amount: string; onExceed: Limit['onExceed']; mode: Limit['mode'] }

function draftFor(measure: Limit['measure']) {
  const fields = z.object({
    name: z.string(),
    amount: z.string(),
    onExceed: z.enum(['refuse', 'wait', 'warn']),
    mode: z.enum(['strict', 'optimistic']),
  })
  return fields.superRefine((value, context) => {
    const checked = limitUpdate.safeParse({ ...value, amount: parseAmount(measure, value.amount) })
    for (const issue of checked.error?.issues ?? []) {
      const path = String(issue.path[0] ?? 'amount')
      context.addIssue({
        code: 'custom',
        path: [path],
        message: path === 'amount' ? 'must be a number such as 10,000' : issue.message,
      })
    }
  })
}
