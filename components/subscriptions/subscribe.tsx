'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Payers } from '@/components/subscriptions/subscribe-form'
import type { Product } from '@/lib/contracts/product'

const SubscribeForm = lazyForm(() =>
  import('@/components/subscriptions/subscribe-form').then(({ SubscribeForm }) => SubscribeForm),
)

/** Asks for a product on behalf of one of the reader's tenants. */
export function Subscribe({ product, tenants, name }: { product: Product; tenants: Payers; name: string }) {
  const sentence = product.requiresApproval
    ? 'An admin looks at each request; you see the decision under My subscriptions.'
    : 'Active at once.'
  return (
    <FormDialog
      look="primary"
      trigger="Subscribe"
      triggerLabel={`Subscribe to ${product.name}`}
      prefetch={SubscribeForm.prefetch}
      title={`Subscribe to ${product.name}`}
      sentence={sentence}
    >
      {(close) => <SubscribeForm product={product} tenants={tenants} name={name} onDone={close} />}
    </FormDialog>
  )
}
