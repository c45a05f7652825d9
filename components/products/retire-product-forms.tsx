'use client'

import { Form } from '@/components/form/form'
import { MomentField, TextAreaField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Product } from '@/lib/contracts/product'

export type RetireProps = { product: Product }

type FormProps = RetireProps & { onDone: () => void }

export function DeprecateForm({ product, onDone }: FormProps) {
  const command = useCommand(({ input, version }: { input: object; version?: number }) =>
    sendJson('POST', `products/${product.id}/deprecate`, input, { version }),
  )
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/product').then(({ productDeprecate }) => productDeprecate),
    defaults: { retiresAt: product.retiresAt ?? undefined, note: product.retirementNote },
    version: product.version,
    submit: (input, version) => command.mutateAsync({ input: { ...input, retiresAt: input.retiresAt ?? null }, version }),
    onDone: () => {
      toast.done(`${product.name} is deprecated; its subscribers are told.`)
      onDone()
    },
  })
  return (
    <Form
      contractForm={contractForm}
      verb={product.state === 'deprecated' ? 'Save the date' : 'Deprecate product'}
      onCancel={onDone}
    >
      <MomentField name="retiresAt" label="Retires" isOptional hint="In your time zone. Empty: no date yet." />
      <NoteField />
    </Form>
  )
}

export function RetireForm({ product, onDone }: FormProps) {
  const command = useCommand(({ input, version }: { input: object; version?: number }) =>
    sendJson('POST', `products/${product.id}/retire`, input, { version }),
  )
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/product').then(({ productRetire }) => productRetire),
    defaults: { at: undefined, note: product.retirementNote },
    version: product.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done(`The end of ${product.name} is set; its subscribers are told.`)
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Retire product" look="danger" onCancel={onDone}>
      <MomentField name="at" label="From" isOptional hint="In your time zone. Empty: now." />
      <NoteField />
    </Form>
  )
}

function NoteField() {
  return (
    <TextAreaField name="note" label="What to do instead" isOptional hint="Such as which product to take. Subscribers read it." />
  )
}
