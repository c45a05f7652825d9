'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Model } from '@/lib/contracts/model'

const CreateForm = lazyForm(() => import('@/components/models/model-form').then(({ CreateForm }) => CreateForm))
const EditForm = lazyForm(() => import('@/components/models/model-form').then(({ EditForm }) => EditForm))

export function CreateModel() {
  return (
    <FormDialog
      trigger="Create model"
      act="create-model"
      look="primary"
      prefetch={CreateForm.prefetch}
      title="Create model"
      sentence="The public name callers write, and the pool of backends that answers it."
    >
      {(close) => <CreateForm onDone={close} />}
    </FormDialog>
  )
}

export function EditModel({ model, size = 'small' }: { model: Model; size?: 'small' | 'medium' }) {
  return (
    <FormDialog
      size={size}
      look={size === 'small' ? 'quiet' : 'secondary'}
      trigger="Edit"
      triggerLabel={`Edit model ${model.name}`}
      prefetch={EditForm.prefetch}
      title={`Edit ${model.name}`}
    >
      {(close) => <EditForm model={model} onDone={close} />}
    </FormDialog>
  )
}
