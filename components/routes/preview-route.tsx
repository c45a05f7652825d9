'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Product } from '@/lib/contracts/product'

const RoutePreviewForm = lazyForm(() =>
  import('@/components/routes/route-preview-form').then(({ RoutePreviewForm }) => RoutePreviewForm),
)

export function PreviewRoute({ product }: { product: Product }) {
  return (
    <FormDialog
      size="small"
      trigger="Try a call"
      prefetch={RoutePreviewForm.prefetch}
      title="Who would answer?"
      sentence="Nothing is sent: the gateway’s own decision, over the models and prices as they are now."
    >
      {(close) => <RoutePreviewForm product={product} onDone={close} />}
    </FormDialog>
  )
}
