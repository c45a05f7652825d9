'use client'

import { Form } from '@/components/form/form'
import { ListField, MomentField, NumberField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { ModelsField } from '@/components/keys/models-field'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import { useResource } from '@/lib/client/use-resource'
import type { Key, KeyUpdate } from '@/lib/contracts/key'
import type { Product } from '@/lib/contracts/product'

export function EditForm({ apiKey, onDone }: { apiKey: Key; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: KeyUpdate; version?: number }) =>
    sendJson('PATCH', `keys/${apiKey.id}`, input, { version }),
  )
  const product = useResource<Product>(`products/${apiKey.productId}`)
  const { name, cidrs, certificates, models, expiresAt, rotateEveryDays, rotationGraceDays } = apiKey
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/key').then(({ keyUpdate }) => keyUpdate),
    defaults: { name, cidrs, certificates, models, expiresAt: expiresAt ?? undefined, rotateEveryDays, rotationGraceDays },
    isEdit: true,
    version: apiKey.version,
    submit: (input, version) => command.mutateAsync({ input: emptied(input), version }),
    onDone: () => {
      toast.done(`The key ending in ${apiKey.last4} is saved.`)
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <TextField name="name" label="Name (optional)" autoComplete="off" hint="Where it is used, such as “batch job”." />
      <ListField name="cidrs" label="Only from networks" isOptional placeholder="10.0.0.0/8" hint="Empty: from anywhere." />
      <ListField
        name="certificates"
        label="Only with client certificates"
        isOptional
        placeholder="SHA-256 thumbprints"
        hint="Empty: none is asked for."
      />
      <MomentField name="expiresAt" label="Ends" isOptional hint="In your time zone. Empty: never, or as its schedule says." />
      <ModelsField models={product.data?.models ?? models} />
      <ScheduleFields />
    </Form>
  )
}

/** A rotation that is promised: reminders before, an end after. */
export function ScheduleFields() {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <NumberField
        name="rotateEveryDays"
        label="Rotate every … days"
        isOptional
        min={1}
        max={730}
        placeholder="never"
        hint="Its holders are reminded; a key nobody rotates ends."
      />
      <NumberField name="rotationGraceDays" label="Days of grace" min={0} max={30} hint="How long it goes on after that date." />
    </div>
  )
}

/** A field that was emptied is sent as null: left out it would stay as it was. */
function emptied(input: KeyUpdate): KeyUpdate {
  const cleared = (['expiresAt', 'rotateEveryDays'] as const).filter((name) => name in input && input[name] === undefined)
  return { ...input, ...Object.fromEntries(cleared.map((name) => [name, null])) }
}
