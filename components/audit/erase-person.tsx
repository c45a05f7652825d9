'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'

const EraseForm = lazyForm(() => import('@/components/audit/erase-person-form').then(({ EraseForm }) => EraseForm))

/** Takes somebody who has left out of the trail: who they were, never what was done. */
export function ErasePerson() {
  return (
    <FormDialog
      trigger="Erase a person"
      prefetch={EraseForm.prefetch}
      title="Erase a person"
      sentence="Their name, addresses and e-mail are taken out of every entry and of the users, for good. What was done stays, and the chain stays whole. Only users who are disabled can be erased."
    >
      {(close) => <EraseForm onDone={close} />}
    </FormDialog>
  )
}
