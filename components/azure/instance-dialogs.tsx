'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { AzureInstance } from '@/lib/contracts/azure-instance'

const ConnectForm = lazyForm(() => import('@/components/azure/instance-form').then(({ ConnectForm }) => ConnectForm))
const EditForm = lazyForm(() => import('@/components/azure/instance-form').then(({ EditForm }) => EditForm))

export function ConnectInstance() {
  return (
    <FormDialog
      trigger="Connect instance"
      act="connect-azure"
      look="primary"
      prefetch={ConnectForm.prefetch}
      title="Connect an API Management instance"
      sentence="Nothing is read or written yet: test the connection first."
      width="wide"
    >
      {(close) => <ConnectForm onDone={close} />}
    </FormDialog>
  )
}

export function EditInstance({ instance }: { instance: AzureInstance }) {
  return (
    <FormDialog
      trigger="Edit"
      triggerLabel={`Edit instance ${instance.name}`}
      prefetch={EditForm.prefetch}
      title={`Edit ${instance.name}`}
      width="wide"
    >
      {(close) => <EditForm instance={instance} onDone={close} />}
    </FormDialog>
  )
}
