'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { User } from '@/lib/contracts/user'

const CreateForm = lazyForm(() => import('@/components/users/user-form').then(({ CreateForm }) => CreateForm))
const EditForm = lazyForm(() => import('@/components/users/user-form').then(({ EditForm }) => EditForm))

export function CreateUser() {
  return (
    <FormDialog
      trigger="Create user"
      act="create-user"
      look="primary"
      prefetch={CreateForm.prefetch}
      title="Create user"
      sentence="They get a link with which they set their password. A role on the platform and roles in tenants are separate."
    >
      {(close) => <CreateForm onDone={close} />}
    </FormDialog>
  )
}

export function EditUser({ user }: { user: User }) {
  return (
    <FormDialog trigger="Edit" triggerLabel={`Edit user ${user.name}`} prefetch={EditForm.prefetch} title={`Edit ${user.name}`}>
      {(close) => <EditForm user={user} onDone={close} />}
    </FormDialog>
  )
}
