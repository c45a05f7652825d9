'use client'

import { useState } from 'react'
import { Form } from '@/components/form/form'
import { LookupField } from '@/components/form/lookup-field'
import { serviceLookup } from '@/components/form/lookups'
import { ListField, MomentField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { ManagementTokenCreate, ManagementTokenCreated } from '@/lib/contracts/management-token'

type FormProps = {
  canChooseOwner: boolean
  /** A service account it is for. */
  ownerId?: string
  onDone: () => void
  onCreated: (created: ManagementTokenCreated) => void
}

export function CreateForm({ canChooseOwner, ownerId, onDone, onCreated }: FormProps) {
  const [expiresAt] = useState(() => new Date(Date.now() + 90 * 86_400_000).toISOString())
  const command = useCommand((input: ManagementTokenCreate) =>
    sendJson<ManagementTokenCreated>('POST', 'management-tokens', input),
  )
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/management-token').then(({ managementTokenCreate }) => managementTokenCreate),
    defaults: { name: '', scopes: ['*.read'], expiresAt, ownerId },
    submit: async (input) => onCreated(await command.mutateAsync(input)),
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Create token" onCancel={onDone}>
      <TextField name="name" label="Name" autoComplete="off" hint="What it is for." />
      <ListField name="scopes" label="Scopes" hint="Such as *.read, keys.*, limits.update, or * for all." />
      <MomentField name="expiresAt" label="Expires" hint="At most a year ahead." />
      {canChooseOwner ? (
        <LookupField
          name="ownerId"
          label="Owner"
          isOptional
          none="Yourself"
          isLeftOut
          lookup={serviceLookup}
          hint="A service account outlives the people who look after it."
        />
      ) : null}
    </Form>
  )
}
