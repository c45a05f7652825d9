'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'

const NameForm = lazyForm(() => import('@/components/account/account-forms').then(({ NameForm }) => NameForm))
const PasswordForm = lazyForm(() => import('@/components/account/account-forms').then(({ PasswordForm }) => PasswordForm))

/** The reader's own name. */
export function ChangeName({ name }: { name: string }) {
  return (
    <FormDialog trigger="Change name" prefetch={NameForm.prefetch} title="Change name" sentence="As others see you here.">
      {(close) => <NameForm name={name} onDone={close} />}
    </FormDialog>
  )
}

/** A new password; all other sessions end. */
export function ChangePassword() {
  return (
    <FormDialog
      trigger="Change password"
      prefetch={PasswordForm.prefetch}
      title="Change password"
      sentence="You stay signed in here; your other sessions end."
    >
      {(close) => <PasswordForm onDone={close} />}
    </FormDialog>
  )
}
