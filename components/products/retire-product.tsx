'use client'

import { Form } from '@/components/form/form'
import { FormDialog } from '@/components/form/form-dialog'
import { MomentField, TextAreaField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Product } from '@/lib/contracts/product'

type Props = { product: Product }

/** No new subscriptions; perhaps a date on which calls end. Who subscribed is told. */
export function DeprecateProduct({ product }: Props) {
  const isAgain = product.state === 'deprecated'
  return (
    <FormDialog
      trigger={isAgain ? 'Change the date' : 'Deprecate'}
      title={isAgain ? `When ${product.name} retires` : `Deprecate ${product.name}?`}
      sentence={`${isAgain ? '' : 'Nobody can subscribe any more. '}Its ${countOf(product.subscriptionCount, 'subscription')} go on working until the date; their owners are told now.`}
    >
      {(close) => <DeprecateForm product={product} onDone={close} />}
    </FormDialog>
  )
}

/** Calls end, now or at a date. */
export function RetireProduct({ product }: Props) {
  return (
    <FormDialog
      look="danger"
      trigger="Retire"
      title={`Retire ${product.name}?`}
      sentence={`Every call through its ${countOf(product.subscriptionCount, 'subscription')} is refused from then on. What was spent stays on record; their owners are told now.`}
    >
      {(close) => <RetireForm product={product} onDone={close} />}
    </FormDialog>
  )
}

type FormProps = Props & { onDone: () => void }

function DeprecateForm({ product, onDone }: FormProps) {
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

function RetireForm({ product, onDone }: FormProps) {
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
