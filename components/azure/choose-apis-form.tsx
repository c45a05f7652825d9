'use client'

import { ChecksField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useAll } from '@/lib/client/use-choices'
import { useCommand } from '@/lib/client/use-command'
import type { AzureEntity, AzureInstance, AzureInstanceUpdate } from '@/lib/contracts/azure-instance'

export function ApisForm({ instance, onDone }: { instance: AzureInstance; onDone: () => void }) {
  const apis = useAll<AzureEntity>(`azure/instances/${instance.id}/entities`) ?? []
  const command = useCommand(({ input, version }: { input: AzureInstanceUpdate; version?: number }) =>
    sendJson('PATCH', `azure/instances/${instance.id}`, input, { version }),
  )
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/azure-instance').then(({ azureInstanceUpdate }) => azureInstanceUpdate),
    defaults: { publishApis: instance.publishApis },
    isEdit: true,
    version: instance.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('APIs chosen.')
      onDone()
    },
  })
  const options = apis.map(({ name, displayName }) => ({ value: name, label: displayName }))
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <ChecksField name="publishApis" label="APIs" options={options} empty="None was read yet: read the instance first." />
    </Form>
  )
}
