'use client'

import { Form } from '@/components/form/form'
import { FormDialog } from '@/components/form/form-dialog'
import { LookupField } from '@/components/form/lookup-field'
import { userLookup } from '@/components/form/lookups'
import { useContractForm } from '@/components/form/use-contract-form'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'

const goneLookup = { ...userLookup, query: { disabled: 'true' } }

/** Takes somebody who has left out of the trail: who they were, never what was done. */
export function ErasePerson() {
  return (
    <FormDialog
      trigger="Erase a person"
      title="Erase a person"
      sentence="Their name, addresses and e-mail are taken out of every entry and of the users, for good. What was done stays, and the chain stays whole. Only users who are disabled can be erased."
    >
      {(close) => <EraseForm onDone={close} />}
    </FormDialog>
  )
}

function EraseForm({ onDone }: { onDone: () => void }) {
  const command = useCommand((input: unknown) => sendJson<{ entries: number }>('POST', 'audit/erase', input))
  const contractForm = useContractForm({
    contract: () => import('@/components/audit/erase-check').then(({ eraseCheck }) => eraseCheck),
    defaults: { userId: '' },
    submit: async (input) => {
      const { entries } = await command.mutateAsync(input)
      toast.done(`Erased from ${countOf(entries, 'entry', 'entries')}.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Erase for good" look="danger" onCancel={onDone}>
      <LookupField name="userId" label="Disabled user" lookup={goneLookup} />
    </Form>
  )
}
