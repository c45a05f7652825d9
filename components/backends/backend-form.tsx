'use client'

import { useWatch } from 'react-hook-form'
import { CredentialField } from '@/components/backends/credential-field'
import { DeploymentsField } from '@/components/backends/deployments-field'
import { drainChoices, providerChoices } from '@/components/backends/words'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Backend, BackendCreate, BackendUpdate } from '@/lib/contracts/backend'
import { providers } from '@/lib/contracts/enumerations'

export function CreateForm({ onDone }: { onDone: () => void }) {
  const command = useCommand((input: BackendCreate) => sendJson<Backend>('POST', 'backends', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/backend').then(({ backendCreate }) => backendCreate),
    defaults: {
      name: '',
      provider: 'azure-openai',
      baseUrl: '',
      region: null,
      apiVersion: null,
      credential: { kind: 'api-key', value: '' },
      deployments: [],
      drainOnHangUp: null,
    },
    submit: async (input) => {
      const backend = await command.mutateAsync(input)
      toast.done(`Backend ${backend.name} created.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Create backend" onCancel={onDone}>
      <BackendFields />
      <CredentialField name="credential" />
      <DeploymentsField name="deployments" />
    </Form>
  )
}

export function EditForm({ backend, onDone }: { backend: Backend; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: BackendUpdate; version?: number }) =>
    sendJson('PATCH', `backends/${backend.id}`, input, { version }),
  )
  const { name, baseUrl, region, apiVersion, deployments, drainOnHangUp } = backend
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/backend').then(({ backendUpdate }) => backendUpdate),
    defaults: {
      name,
      provider: providers.find((one) => one === backend.provider),
      baseUrl,
      region,
      apiVersion,
      deployments,
      drainOnHangUp,
    },
    isEdit: true,
    version: backend.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Backend saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <BackendFields isEdit />
      <CredentialField name="credential" kept={backend.credential} />
      <DeploymentsField name="deployments" />
    </Form>
  )
}

function BackendFields({ isEdit }: { isEdit?: boolean }) {
  const provider: string = useWatch({ name: 'provider' })
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="name" label="Name" autoComplete="off" />
        <SelectField name="provider" label="Provider" options={providerChoices} />
      </div>
      <TextField
        name="baseUrl"
        label="URL"
        inputMode="url"
        placeholder={examples[provider]}
        hint={isEdit ? 'Another scheme, host or port clears the credential.' : undefined}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="region" label="Region" isOptional placeholder="swedencentral" />
        {versioned.has(provider) ? (
          <TextField name="apiVersion" label="API version" isOptional placeholder="2025-01-01-preview" />
        ) : null}
      </div>
      <SelectField
        name="drainOnHangUp"
        label="When a caller hangs up"
        isOptional
        none="plain answers are read to their end, streams cancelled"
        options={drainChoices}
        parse={(text) => text === 'true'}
        hint="An answer read to its end is billed by its true usage; a cancelled one by estimate."
      />
    </>
  )
}

const versioned = new Set(['azure-openai', 'azure-ai', 'anthropic'])

const examples: Record<string, string> = {
  openai: 'https://api.openai.com/v1',
  'azure-openai': 'https://my-resource.openai.azure.com',
  'openai-compatible': 'https://llm.example.com/v1',
  anthropic: 'https://api.anthropic.com',
  gemini: 'https://generativelanguage.googleapis.com/v1beta',
  vertex: 'https://europe-west4-aiplatform.googleapis.com/v1/projects/my-project/locations/europe-west4',
  bedrock: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
  mistral: 'https://api.mistral.ai/v1',
  cohere: 'https://api.cohere.com',
  'azure-ai': 'https://my-resource.services.ai.azure.com/models',
  groq: 'https://api.groq.com/openai/v1',
  together: 'https://api.together.xyz/v1',
  openrouter: 'https://openrouter.ai/api/v1',
  vllm: 'http://vllm.internal:8000/v1',
  ollama: 'http://ollama.internal:11434/v1',
  http: 'https://my-resource.cognitiveservices.azure.com',
}
