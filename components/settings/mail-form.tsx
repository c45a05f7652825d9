'use client'

import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { FormDialog } from '@/components/form/form-dialog'
import { NumberField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { MailSettings, MailUpdate } from '@/lib/contracts/settings'

/** The mail server notices go out by. Its password goes in and never comes out. */
export function EditMail({ mail }: { mail: MailSettings }) {
  return (
    <FormDialog trigger={mail.host ? 'Edit' : 'Set a mail server'} triggerLabel="Edit mail server" title="Mail server">
      {(close) => <MailForm mail={mail} onDone={close} />}
    </FormDialog>
  )
}

function MailForm({ mail, onDone }: { mail: MailSettings; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: MailUpdate; version?: number }) =>
    sendJson('PATCH', 'settings/mail', input, { version }),
  )
  const { host, port, security, user, from } = mail
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/settings').then(({ mailUpdate }) => mailUpdate),
    defaults: { host, port: port ?? undefined, security, user, from, password: undefined },
    isEdit: true,
    version: mail.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Mail server saved. Test it with a mail channel under Alerts.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <div className="grid gap-4 sm:grid-cols-[1fr_7rem]">
        <TextField
          name="host"
          label="Host"
          placeholder="smtp.example.com"
          autoComplete="off"
          isOptional
          hint="Another host clears the password."
        />
        <NumberField name="port" label="Port" placeholder="587" isOptional />
      </div>
      <SelectField name="security" label="Encryption" options={securities} />
      <TextField name="from" label="From" placeholder="Tollgate <tollgate@example.com>" isOptional />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="user" label="User" autoComplete="off" isOptional />
        <TextField
          name="password"
          label="Password"
          type="password"
          autoComplete="new-password"
          isOptional
          isLeftOut
          hint={mail.passwordSetAt ? 'One is set; it can be replaced, not read.' : 'Stored encrypted.'}
        />
      </div>
    </Form>
  )
}

const securities = [
  { value: 'starttls', label: 'STARTTLS (port 587)' },
  { value: 'tls', label: 'TLS from the start (port 465)' },
  { value: 'none', label: 'none: only inside a trusted network' },
]
