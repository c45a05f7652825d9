'use client'

import { useRouter } from 'next/navigation'
import { useFormContext, useWatch } from 'react-hook-form'
import { cloudChoices, credentialChoices, describeCredential } from '@/components/azure/words'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { Select } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { AzureInstance, AzureInstanceCreate, AzureInstanceUpdate } from '@/lib/contracts/azure-instance'

export function ConnectForm({ onDone }: { onDone: () => void }) {
  const router = useRouter()
  const command = useCommand((input: AzureInstanceCreate) => sendJson<AzureInstance>('POST', 'azure/instances', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/azure-instance').then(({ azureInstanceCreate }) => azureInstanceCreate),
    defaults: {
      name: '',
      cloud: 'public' as const,
      managementUrl: null,
      authorityUrl: null,
      subscriptionId: '',
      resourceGroup: '',
      serviceName: '',
      credential: { kind: 'service-principal' as const, directoryId: '', clientId: '', clientSecret: '' },
    },
    submit: async (input) => {
      const instance = await command.mutateAsync(input)
      toast.done(`${instance.name} is connected. Test it, then read it.`)
      router.push(`/admin/azure/${instance.id}`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Connect instance" onCancel={onDone}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="name" label="Name" autoComplete="off" hint="What it is called here." />
        <SelectField name="cloud" label="Cloud" options={cloudChoices} />
      </div>
      <Addresses />
      <TextField
        name="subscriptionId"
        label="Azure subscription ID"
        autoComplete="off"
        placeholder="00000000-0000-0000-0000-000000000000"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="resourceGroup" label="Resource group" autoComplete="off" />
        <TextField name="serviceName" label="Instance" autoComplete="off" hint="Its name in the Azure portal." />
      </div>
      <CredentialFields />
    </Form>
  )
}

export function EditForm({ instance, onDone }: { instance: AzureInstance; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: AzureInstanceUpdate; version?: number }) =>
    sendJson('PATCH', `azure/instances/${instance.id}`, input, { version }),
  )
  const { name, resourceGroup, serviceName, managementUrl, authorityUrl } = instance
  const isCustom = instance.cloud === 'custom'
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/azure-instance').then(({ azureInstanceUpdate }) => azureInstanceUpdate),
    defaults: { name, resourceGroup, serviceName, ...(isCustom ? { managementUrl, authorityUrl } : {}) },
    isEdit: true,
    version: instance.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Instance saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <TextField name="name" label="Name" autoComplete="off" />
      {isCustom ? <AddressFields hint="Another address clears the client secret." /> : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="resourceGroup" label="Resource group" autoComplete="off" />
        <TextField name="serviceName" label="Instance" autoComplete="off" />
      </div>
      <CredentialFields kept={instance.credential} />
    </Form>
  )
}

function Addresses() {
  const cloud: string = useWatch({ name: 'cloud' })
  return cloud === 'custom' ? <AddressFields /> : null
}

function AddressFields({ hint }: { hint?: string }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        name="managementUrl"
        label="Management address"
        inputMode="url"
        hint={hint}
        placeholder="https://management.azure.com"
      />
      <TextField name="authorityUrl" label="Sign-in address" inputMode="url" placeholder="https://login.microsoftonline.com" />
    </div>
  )
}

/** Who the console is to Azure. What is set can be replaced, never read. */
function CredentialFields({ kept }: { kept?: AzureInstance['credential'] }) {
  const { setValue } = useFormContext()
  const credential: { kind?: string } | undefined = useWatch({ name: 'credential' })
  const kind = credential?.kind ?? ''
  return (
    <div className="border-t border-line pt-4">
      <fieldset className="space-y-3">
        <legend className="mb-1 font-medium">Credential</legend>
        <Select
          aria-label="Kind of credential"
          value={kind}
          onChange={(event) => setValue('credential', emptyOf(event.target.value), { shouldDirty: true })}
        >
          {kept ? <option value="">Keep what is set ({describeCredential(kept)})</option> : null}
          {credentialChoices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </Select>
        {kind === 'service-principal' ? (
          <>
            <div className="grid gap-3 sm:grid-cols-2">
              <TextField name="credential.directoryId" label="Directory (tenant) ID" autoComplete="off" />
              <TextField name="credential.clientId" label="Application (client) ID" autoComplete="off" />
            </div>
            <TextField
              name="credential.clientSecret"
              label="Client secret"
              type="password"
              autoComplete="new-password"
              hint="Stored encrypted; nobody can read it back."
            />
          </>
        ) : null}
        {kind === 'managed-identity' ? (
          <TextField name="credential.clientId" label="Client ID of a user-assigned identity" isOptional autoComplete="off" />
        ) : null}
        {kind === 'azure-cli' ? (
          <TextField name="credential.directoryId" label="Directory (tenant) ID" isOptional autoComplete="off" />
        ) : null}
      </fieldset>
    </div>
  )
}

function emptyOf(kind: string) {
  if (kind === 'service-principal') return { kind, directoryId: '', clientId: '', clientSecret: '' }
  return kind === '' ? undefined : { kind }
}
