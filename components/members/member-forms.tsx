'use client'

import { optionsOf } from '@/components/data-table/columns'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { type OneTimeLink, showLink } from '@/components/users/show-link'
import { tenantRoles } from '@/lib/access/roles'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Member, MemberCreate, ServiceAccountCreate } from '@/lib/contracts/member'

export function AddForm({ tenantId, onDone }: { tenantId: string; onDone: () => void }) {
  const command = useCommand((input: MemberCreate) =>
    sendJson<{ member: Member | null; invitation: OneTimeLink | null }>('POST', `tenants/${tenantId}/members`, input),
  )
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/member').then(({ memberCreate }) => memberCreate),
    defaults: { email: '', role: 'developer' },
    submit: async (input) => {
      const { member, invitation } = await command.mutateAsync(input)
      if (invitation) showLink('Send this invitation', invitation)
      else if (member) toast.done(`${member.name} is now ${member.role}.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Add member" onCancel={onDone}>
      <TextField name="email" label="E-mail" type="email" autoComplete="off" />
      <SelectField name="role" label="Role" options={roleChoices} />
    </Form>
  )
}

export function ServiceForm({ tenantId, onDone }: { tenantId: string; onDone: () => void }) {
  const command = useCommand((input: ServiceAccountCreate) =>
    sendJson<Member>('POST', `tenants/${tenantId}/service-accounts`, input),
  )
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/member').then(({ serviceAccountCreate }) => serviceAccountCreate),
    defaults: { name: '', role: 'developer' },
    submit: async (input) => {
      const { name } = await command.mutateAsync(input)
      toast.done(`${name} is there; make a token for it in its line.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Add service account" onCancel={onDone}>
      <TextField name="name" label="Name" autoComplete="off" hint="What it does, such as “nightly report”." />
      <SelectField name="role" label="Role" options={roleChoices} />
    </Form>
  )
}

export function RoleForm({ member, onDone }: { member: Member; onDone: () => void }) {
  const command = useCommand((input: { role: string }) =>
    sendJson('PATCH', `tenants/${member.tenantId}/members/${member.userId}`, input),
  )
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/member').then(({ memberUpdate }) => memberUpdate),
    defaults: { role: member.role },
    submit: (input) => command.mutateAsync(input),
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <SelectField name="role" label="Role" options={roleChoices} />
    </Form>
  )
}

const roleWords: Record<string, string> = {
  owner: 'owner: people, limits, subscriptions, keys, spend',
  developer: 'developer: subscriptions and keys',
  viewer: 'viewer: sees, changes nothing',
}
const roleChoices = optionsOf(tenantRoles).map(({ value }) => ({ value, label: roleWords[value] ?? value }))
