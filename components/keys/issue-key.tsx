'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { IssueKeyProps } from '@/components/keys/issue-key-form'

const IssueForm = lazyForm(() => import('@/components/keys/issue-key-form').then(({ IssueForm }) => IssueForm))

/** Issues a key into a free slot and shows it once. */
export function IssueKey({ subscriptionId, freeSlots, models }: IssueKeyProps) {
  if (freeSlots.length === 0) return null
  return (
    <FormDialog
      look="primary"
      trigger="Issue key"
      prefetch={IssueForm.prefetch}
      title="Issue key"
      sentence="Both slots work at the same time, so that one can be replaced while the other is in use."
    >
      {(close) => <IssueForm subscriptionId={subscriptionId} freeSlots={freeSlots} models={models} onDone={close} />}
    </FormDialog>
  )
}
