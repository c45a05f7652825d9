'use client'

import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { BasePath, BasePathCreate } from '@/lib/contracts/base-path'
import { dialectBases } from '@/lib/contracts/enumerations'

export function BasePathForm({ onDone }: { onDone: () => void }) {
  const command = useCommand((input: BasePathCreate) => sendJson<BasePath>('POST', 'base-paths', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/base-path').then(({ basePathCreate }) => basePathCreate),
    defaults: { path: '', becomes: '/openai' as const, keyHeader: '', keyQuery: '' },
    submit: async (input) => {
      const made = await command.mutateAsync(input)
      toast.done(`Calls come in below ${made.path}.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Add base path" onCancel={onDone}>
      <TextField
        name="path"
        label="Path"
        autoComplete="off"
        placeholder="/aoai/contoso"
        hint="What clients call, before what the dialect adds."
      />
      <SelectField name="becomes" label="Answered like" options={dialectBases.map((value) => ({ value, label: value }))} />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          name="keyHeader"
          label="Key header"
          autoComplete="off"
          placeholder="api-key"
          hint="Left empty: as the dialect reads it."
        />
        <TextField
          name="keyQuery"
          label="Key in the address"
          autoComplete="off"
          placeholder="subscription-key"
          hint="Left empty: none."
        />
      </div>
    </Form>
  )
}
