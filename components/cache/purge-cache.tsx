'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'

const PurgeForm = lazyForm(() => import('@/components/cache/purge-form').then(({ PurgeForm }) => PurgeForm))

export function PurgeCache() {
  return (
    <FormDialog
      trigger="Purge"
      act="purge-cache"
      prefetch={PurgeForm.prefetch}
      title="Purge kept answers"
      sentence="Every gateway serves none of them from within a second on. Nothing else changes."
    >
      {(close) => <PurgeForm onDone={close} />}
    </FormDialog>
  )
}
