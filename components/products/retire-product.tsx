'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { RetireProps } from '@/components/products/retire-product-forms'
import { countOf } from '@/components/ui/number-text'

const DeprecateForm = lazyForm(() =>
  import('@/components/products/retire-product-forms').then(({ DeprecateForm }) => DeprecateForm),
)
const RetireForm = lazyForm(() => import('@/components/products/retire-product-forms').then(({ RetireForm }) => RetireForm))

/** No new subscriptions; perhaps a date on which calls end. Who subscribed is told. */
export function DeprecateProduct({ product }: RetireProps) {
  const isAgain = product.state === 'deprecated'
  return (
    <FormDialog
      trigger={isAgain ? 'Change the date' : 'Deprecate'}
      prefetch={DeprecateForm.prefetch}
      title={isAgain ? `When ${product.name} retires` : `Deprecate ${product.name}?`}
      sentence={`${isAgain ? '' : 'Nobody can subscribe any more. '}Its ${countOf(product.subscriptionCount, 'subscription')} go on working until the date; their owners are told now.`}
    >
      {(close) => <DeprecateForm product={product} onDone={close} />}
    </FormDialog>
  )
}

/** Calls end, now or at a date. */
export function RetireProduct({ product }: RetireProps) {
  return (
    <FormDialog
      look="danger"
      trigger="Retire"
      prefetch={RetireForm.prefetch}
      title={`Retire ${product.name}?`}
      sentence={`Every call through its ${countOf(product.subscriptionCount, 'subscription')} is refused from then on. What was spent stays on record; their owners are told now.`}
    >
      {(close) => <RetireForm product={product} onDone={close} />}
    </FormDialog>
  )
}
