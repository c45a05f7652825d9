'use client'

import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { MeUpdate } from '@/lib/contracts/me'

type Props = { onDone: () => void }

export function NameForm({ name, onDone }: Props & { name: string }) {
  const command = useCommand((input: MeUpdate) => sendJson('PATCH', 'me', input))
  const contractForm = useContractForm({
    contract: () => import('@/components/account/account-checks').then(({ nameOnly }) => nameOnly),
    defaults: { name },
    submit: async (input) => {
      await command.mutateAsync(input)
      toast.done('Name saved.')
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Save name" onCancel={onDone}>
      <TextField name="name" label="Name" autoComplete="name" />
    </Form>
  )
}

export function PasswordForm({ onDone }: Props) {
  const command = useCommand((input: MeUpdate) => sendJson('PATCH', 'me', input))
  const contractForm = useContractForm({
    contract: () => import('@/components/account/account-checks').then(({ passwordOnly }) => passwordOnly),
    defaults: { password: { current: '', next: '' } },
    submit: async (input) => {
      await command.mutateAsync(input)
      toast.done('Password changed; your other sessions have ended.')
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Change password" onCancel={onDone}>
      <TextField name="password.current" label="Current password" type="password" autoComplete="current-password" />
      <TextField
        name="password.next"
        label="New password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters."
      />
    </Form>
  )
}
