'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Backend } from '@/lib/contracts/backend'

const CreateForm = lazyForm(() => import('@/components/backends/backend-form').then(({ CreateForm }) => CreateForm))
const EditForm = lazyForm(() => import('@/components/backends/backend-form').then(({ EditForm }) => EditForm))

export function CreateBackend() {
  return (
    <FormDialog
      trigger="Create backend"
      act="create-backend"
      look="primary"
      prefetch={CreateForm.prefetch}
      title="Create backend"
      sentence="One provider endpoint with its credential."
      width="wide"
    >
      {(close) => <CreateForm onDone={close} />}
    </FormDialog>
  )
}

export function EditBackend({ backend }: { backend: Backend }) {
  return (
    <FormDialog
      trigger="Edit"
      triggerLabel={`Edit backend ${backend.name}`}
      prefetch={EditForm.prefetch}
      title={`Edit ${backend.name}`}
      width="wide"
    >
      {(close) => <EditForm backend={backend} onDone={close} />}
    </FormDialog>
  )
}
