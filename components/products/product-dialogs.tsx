'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Product } from '@/lib/contracts/product'

const CreateForm = lazyForm(() => import('@/components/products/product-form').then(({ CreateForm }) => CreateForm))
const EditForm = lazyForm(() => import('@/components/products/product-form').then(({ EditForm }) => EditForm))

export function CreateProduct() {
  return (
    <FormDialog
      trigger="Create product"
      act="create-product"
      look="primary"
      prefetch={CreateForm.prefetch}
      title="Create product"
      sentence="What developers subscribe to. It begins as a draft that only admins see."
      width="wide"
    >
      {(close) => <CreateForm onDone={close} />}
    </FormDialog>
  )
}

export function EditProduct({ product }: { product: Product }) {
  return (
    <FormDialog
      trigger="Edit"
      triggerLabel={`Edit product ${product.name}`}
      prefetch={EditForm.prefetch}
      title={`Edit ${product.name}`}
      width="wide"
    >
      {(close) => <EditForm product={product} onDone={close} />}
    </FormDialog>
  )
}
