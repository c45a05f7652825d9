'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Tenant } from '@/lib/contracts/tenant'

const CreateForm = lazyForm(() => import('@/components/tenants/tenant-form').then(({ CreateForm }) => CreateForm))
const EditForm = lazyForm(() => import('@/components/tenants/tenant-form').then(({ EditForm }) => EditForm))

export function CreateTenant() {
  return (
    <FormDialog
      trigger="Create tenant"
      act="create-tenant"
      look="primary"
      prefetch={CreateForm.prefetch}
      title="Create tenant"
      sentence="A team, department or customer that pays for its calls."
    >
      {(close) => <CreateForm onDone={close} />}
    </FormDialog>
  )
}

export function EditTenant({ tenant }: { tenant: Tenant }) {
  return (
    <FormDialog
      trigger="Edit"
      triggerLabel={`Edit tenant ${tenant.name}`}
      prefetch={EditForm.prefetch}
      title={`Edit ${tenant.name}`}
    >
      {(close) => <EditForm tenant={tenant} onDone={close} />}
    </FormDialog>
  )
}
