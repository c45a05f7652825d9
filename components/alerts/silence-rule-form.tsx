'use client'

import { useState } from 'react'
import { Form } from '@/components/form/form'
import { MomentField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import type { AlertRule } from '@/lib/contracts/alert'

type FormProps = { rule: AlertRule; onDone: () => void; send: (input: unknown) => Promise<unknown> }

export function SilenceForm({ rule, onDone, send }: FormProps) {
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
