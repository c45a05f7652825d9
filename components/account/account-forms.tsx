'use client'

import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { MeUpdate } from '@/lib/contracts/me'

/** The reader's own name. */
export function AccountForm({ name }: { name: string }) {
  const command = useCommand((input: MeUpdate) => sendJson('PATCH', 'me', input))
  const contractForm = useContractForm({
    contract: () => import('@/components/account/account-checks').then(({ nameOnly }) => nameOnly),
    defaults: { name },
    submit: (input) => command.mutateAsync(input),
    onDone: () => toast.done('Name saved.'),
  })
  return (
    <section aria-labelledby="name-heading">
      <h2 id="name-heading" className="mb-3 text-lg font-semibold">
        Name
      </h2>
      <Form contractForm={contractForm} verb="Save name" look="secondary">
        <TextField name="name" label="Name" autoComplete="name" />
      </Form>
    </section>
  )
}

/** A new password; all other sessions end. */
export function PasswordForm() {
  const command = useCommand((input: MeUpdate) => sendJson('PATCH', 'me', input))
  const contractForm = useContractForm({
    contract: () => import('@/components/account/account-checks').then(({ passwordOnly }) => passwordOnly),
    defaults: { password: { current: '', next: '' } },
    submit: async (input) => {
      await command.mutateAsync(input)
      contractForm.form.reset()
      toast.done('Password changed; your other sessions have ended.')
    },
  })
  return (
    <section aria-labelledby="password-heading">
      <h2 id="password-heading" className="mb-3 text-lg font-semibold">
        Password
      </h2>
      <Form contractForm={contractForm} verb="Change password" look="secondary">
        <TextField name="password.current" label="Current password" type="password" autoComplete="current-password" />
        <TextField
          name="password.next"
          label="New password"
          type="password"
          autoComplete="new-password"
          hint="At least 12 characters."
        />
      </Form>
    </section>
  )
}
