'use client'

import { Form } from '@/components/form/form'
import { LookupField } from '@/components/form/lookup-field'
import { userLookup } from '@/components/form/lookups'
import { useContractForm } from '@/components/form/use-contract-form'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'

const goneLookup = { ...userLookup, query: { disabled: 'true' } }

export function EraseForm({ onDone }: { onDone: () => void }) {
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
