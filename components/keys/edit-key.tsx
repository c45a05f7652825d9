'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Key } from '@/lib/contracts/key'

const EditForm = lazyForm(() => import('@/components/keys/edit-key-form').then(({ EditForm }) => EditForm))

/** What surrounds a key: its name, where from, until when, how often it must be rotated. */
export function EditKey({ apiKey, size = 'small' }: { apiKey: Key; size?: 'small' | 'medium' }) {
  return (
    <FormDialog
      size={size}
      look={size === 'small' ? 'quiet' : 'secondary'}
      trigger="Edit"
      triggerLabel={`Edit ${apiKey.slot} key ending in ${apiKey.last4}`}
      prefetch={EditForm.prefetch}
      title={`The ${apiKey.slot} key ending in ${apiKey.last4}`}
      sentence="The key itself stays as it is; changes are in force within a second."
    >
      {(close) => <EditForm apiKey={apiKey} onDone={close} />}
    </FormDialog>
  )
}
