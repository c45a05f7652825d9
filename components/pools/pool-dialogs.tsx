'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Pool } from '@/lib/contracts/pool'

const CreateForm = lazyForm(() => import('@/components/pools/pool-form').then(({ CreateForm }) => CreateForm))
const EditForm = lazyForm(() => import('@/components/pools/pool-form').then(({ EditForm }) => EditForm))

export function CreatePool() {
  return (
    <FormDialog
      trigger="Create pool"
      act="create-pool"
      look="primary"
      prefetch={CreateForm.prefetch}
      title="Create pool"
      sentence="Backends that serve a model together. The lowest priority number is tried first."
      width="wide"
    >
      {(close) => <CreateForm onDone={close} />}
    </FormDialog>
  )
}

export function EditPool({ pool, size = 'small' }: { pool: Pool; size?: 'small' | 'medium' }) {
  return (
    <FormDialog
      size={size}
      look={size === 'small' ? 'quiet' : 'secondary'}
      trigger="Edit"
      triggerLabel={`Edit pool ${pool.name}`}
      prefetch={EditForm.prefetch}
      title={`Edit ${pool.name}`}
      width="wide"
    >
      {(close) => <EditForm pool={pool} onDone={close} />}
    </FormDialog>
  )
}
