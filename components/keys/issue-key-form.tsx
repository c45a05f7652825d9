'use client'

import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { ListField, MomentField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { ScheduleFields } from '@/components/keys/edit-key-form'
import { ModelsField } from '@/components/keys/models-field'
import { showKey } from '@/components/keys/show-key'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { KeyCreate, KeyCreated } from '@/lib/contracts/key'

export type IssueKeyProps = {
  subscriptionId: string
  freeSlots: ('primary' | 'secondary')[]
  /** What the product has: a key may be for some of them only. */
  models: string[]
}

export function IssueForm({ subscriptionId, freeSlots, models, onDone }: IssueKeyProps & { onDone: () => void }) {
  const command = useCommand((input: KeyCreate) => sendJson<KeyCreated>('POST', `subscriptions/${subscriptionId}/keys`, input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/key').then(({ keyCreate }) => keyCreate),
    defaults: {
      slot: freeSlots[0] ?? 'primary',
      name: '',
      expiresAt: undefined,
      cidrs: [],
      certificates: [],
      models: [],
      rotateEveryDays: undefined,
      rotationGraceDays: 1,
    },
    submit: async (input) => showKey(await command.mutateAsync(input)),
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Issue key" onCancel={onDone}>
      <SelectField name="slot" label="Slot" options={freeSlots.map((slot) => ({ value: slot, label: slot }))} />
      <TextField name="name" label="Name (optional)" autoComplete="off" hint="Where it is used, such as “batch job”." />
      <MomentField name="expiresAt" label="Expires" isOptional hint="In your time zone. Empty: never." />
      <ListField name="cidrs" label="Only from networks" isOptional placeholder="10.0.0.0/8" hint="Empty: from anywhere." />
      <ListField
        name="certificates"
        label="Only with client certificates"
        isOptional
        placeholder="SHA-256 thumbprints"
        hint="Empty: none is asked for."
      />
      <ModelsField models={models} />
      <ScheduleFields />
    </Form>
  )
}
