'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Product } from '@/lib/contracts/product'

const RoutesForm = lazyForm(() => import('@/components/routes/routes-form').then(({ RoutesForm }) => RoutesForm))

export function EditRoutes({ product }: { product: Product }) {
  return (
    <FormDialog
      size="small"
      trigger="Edit routes"
      prefetch={RoutesForm.prefetch}
      title={`Routes of ${product.name}`}
      sentence="Which model answers those who ask for one. Callers change nothing."
      width="wide"
    >
      {(close) => <RoutesForm product={product} onDone={close} />}
    </FormDialog>
  )
}
