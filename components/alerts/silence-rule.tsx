'use client'

import { useState } from 'react'
import { Form } from '@/components/form/form'
import { FormDialog } from '@/components/form/form-dialog'
import { MomentField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { AlertRule } from '@/lib/contracts/alert'

/** Sends nothing of a rule until a time; afterwards, what is still so is told. */
export function SilenceRule({ rule }: { rule: AlertRule }) {
  const command = useCommand((input: unknown) => sendJson('POST', `alert-rules/${rule.id}/silence`, input))
  const isSilenced = rule.silencedUntil !== null && new Date(rule.silencedUntil) > new Date()
  if (isSilenced) {
    const end = async () => {
      await command.mutateAsync({ until: null })
      toast.done(`${rule.name} is told again.`)
    }
    return (
      <Button size="small" look="quiet" aria-label={`End the silence of ${rule.name}`} isBusy={command.isPending} onClick={end}>
        End silence
      </Button>
    )
  }
  return (
    <FormDialog
      size="small"
      look="quiet"
      trigger="Silence"
      triggerLabel={`Silence ${rule.name}`}
      title={`Silence ${rule.name}`}
      sentence="Until then nobody is told. Alerts are kept all the same, and what is still wrong afterwards is told."
    >
      {(close) => <SilenceForm rule={rule} onDone={close} send={(input) => command.mutateAsync(input)} />}
    </FormDialog>
  )
}

type FormProps = { rule: AlertRule; onDone: () => void; send: (input: unknown) => Promise<unknown> }

function SilenceForm({ rule, onDone, send }: FormProps) {
  const [until] = useState(() => new Date(Date.now() + 2 * 3_600_000).toISOString())
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/alert').then(({ ruleSilence }) => ruleSilence),
    defaults: { until, reason: undefined },
    submit: send,
    onDone: () => {
      toast.done(`${rule.name} is silenced.`)
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Silence" onCancel={onDone}>
      <MomentField name="until" label="Until" hint="In your time zone." />
      <TextField name="reason" label="Reason" isOptional autoComplete="off" placeholder="Maintenance at the provider" />
    </Form>
  )
}
