'use client'

import { useState } from 'react'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { FormDialog } from '@/components/form/form-dialog'
import { useContractForm } from '@/components/form/use-contract-form'
import { KeyOnce } from '@/components/keys/key-once'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import { type Key, type KeyCreated, keyRotate } from '@/lib/contracts/key'

/** A new secret in the same slot; the old one goes on for a while, so that callers can be moved over. */
export function RotateKey({ apiKey }: { apiKey: Key }) {
  const [created, setCreated] = useState<KeyCreated | null>(null)
  return (
    <>
      <FormDialog
        size="small"
        look="quiet"
        trigger="Rotate"
        triggerLabel={`Rotate ${apiKey.slot} key`}
        title={`Rotate the ${apiKey.slot} key`}
        sentence="You get a new key for this slot; the old one ends after the time you choose."
      >
        {(close) => <RotateForm apiKey={apiKey} onDone={close} onCreated={setCreated} />}
      </FormDialog>
      <KeyOnce created={created} onClose={() => setCreated(null)} />
    </>
  )
}

function RotateForm({
  apiKey,
  onDone,
  onCreated,
}: {
  apiKey: Key
  onDone: () => void
  onCreated: (created: KeyCreated) => void
}) {
  const command = useCommand((input: { graceSeconds: number }) => sendJson<KeyCreated>('POST', `keys/${apiKey.id}/rotate`, input))
  const contractForm = useContractForm({
    contract: keyRotate,
    defaults: { graceSeconds: 86_400 },
    submit: async (input) => onCreated(await command.mutateAsync(input)),
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Rotate key" onCancel={onDone}>
      <SelectField name="graceSeconds" label="The old key goes on for" options={graces} parse={Number} />
    </Form>
  )
}

const graces = [
  { value: '0', label: 'no time: it ends now' },
  { value: '3600', label: 'one hour' },
  { value: '86400', label: 'one day' },
  { value: '604800', label: 'one week' },
]
