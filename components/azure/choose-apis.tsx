'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { AzureInstance } from '@/lib/contracts/azure-instance'

const ApisForm = lazyForm(() => import('@/components/azure/choose-apis-form').then(({ ApisForm }) => ApisForm))

/** Which APIs of the instance published products open. */
export function ChooseApis({ instance }: { instance: AzureInstance }) {
  return (
    <FormDialog
      trigger="Choose APIs"
      prefetch={ApisForm.prefetch}
      title="APIs of published products"
      sentence="Where none is chosen, an API for Azure OpenAI is published as well."
    >
      {(close) => <ApisForm instance={instance} onDone={close} />}
    </FormDialog>
  )
}
