'use client'

import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { AzureUsagePull, AzureUsagePullSet } from '@/lib/contracts/azure-usage-pull'

export function PullForm({ pull, onDone }: { pull: AzureUsagePull; onDone: () => void }) {
  const command = useCommand((input: AzureUsagePullSet) => sendJson('POST', `azure/usage/pulls/${pull.id}`, input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/azure-usage-pull').then(({ azureUsagePullSet }) => azureUsagePullSet),
    defaults: { workspaceId: pull.workspaceId, from: null },
    submit: (input) => command.mutateAsync(input),
    onDone: () => {
      toast.done('Saved. It is fetched within minutes.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <TextField
        name="workspaceId"
        label="Workspace ID"
        isOptional
        autoComplete="off"
        placeholder="00000000-0000-0000-0000-000000000000"
        hint="Of the Log Analytics workspace the instance writes its LLM log to. Left empty, nothing is fetched; what is booked stays."
      />
      <TextField
        name="from"
        label="Fetch from"
        isOptional
        autoComplete="off"
        placeholder="2026-11-01T00:00:00Z"
        hint="Left empty it goes on from where it is, or begins a day ago. Calls that are booked are not booked again."
      />
    </Form>
  )
}
