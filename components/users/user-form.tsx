'use client'

import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { MembershipsField } from '@/components/users/memberships-field'
import { type OneTimeLink, showLink } from '@/components/users/show-link'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { User, UserCreate, UserUpdate } from '@/lib/contracts/user'

export function CreateForm({ onDone }: { onDone: () => void }) {
  const command = useCommand((input: UserCreate) => sendJson<User & { link: OneTimeLink | null }>('POST', 'users', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/user').then(({ userCreate }) => userCreate),
    defaults: { kind: 'person', name: '', email: '', platformRole: null, memberships: [] },
    submit: async (input) => {
      const user = await command.mutateAsync(input)
      toast.done(`User ${user.name} created.`)
      showLink('Send this link to the new user', user.link)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Create user" onCancel={onDone}>
      <TextField name="name" label="Name" autoComplete="off" />
      <TextField name="email" label="E-mail" type="email" autoComplete="off" />
      <SelectField name="kind" label="Kind" options={kinds} />
      <SelectField
        name="platformRole"
        label="Platform role"
        isOptional
        none="None: only what they may do in tenants"
        options={platformRoleChoices}
      />
      <MembershipsField name="memberships" />
    </Form>
  )
}

export function EditForm({ user, onDone }: { user: User; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: UserUpdate; version?: number }) =>
    sendJson('PATCH', `users/${user.id}`, input, { version }),
  )
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/user').then(({ userUpdate }) => userUpdate),
    defaults: { name: user.name, platformRole: user.platformRole },
    isEdit: true,
    version: user.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('User saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <TextField name="name" label="Name" autoComplete="off" />
      <SelectField
        name="platformRole"
        label="Platform role"
        isOptional
        none="None: only what they may do in tenants"
        options={platformRoleChoices}
      />
    </Form>
  )
}

const kinds = [
  { value: 'person', label: 'person' },
  { value: 'service', label: 'service account: for scripts, cannot sign in' },
]

const platformRoleChoices = [
  { value: 'admin', label: 'admin: everything' },
  { value: 'finance', label: 'finance: spend and prices' },
  { value: 'auditor', label: 'auditor: reads all, changes nothing' },
]
