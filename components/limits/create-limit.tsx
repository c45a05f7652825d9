'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { CreateLimitProps } from '@/components/limits/create-limit-form'

const CreateForm = lazyForm(() => import('@/components/limits/create-limit-form').then(({ CreateForm }) => CreateForm))

/** A new limit, with a sentence that says what it will do. */
export function CreateLimit({ scope = {}, canSeeUsers = true }: CreateLimitProps) {
  return (
    <FormDialog
      look="primary"
      trigger="Create limit"
      act="create-limit"
      prefetch={CreateForm.prefetch}
      title="Create limit"
      sentence="In force within a second of being saved."
      width="wide"
    >
      {(close) => <CreateForm scope={scope} canSeeUsers={canSeeUsers} onDone={close} />}
    </FormDialog>
  )
}
