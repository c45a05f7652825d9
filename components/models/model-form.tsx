'use client'

import { ChecksField, SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { ListField, NumberField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useChoices } from '@/lib/client/use-choices'
import { useCommand } from '@/lib/client/use-command'
import { knownCapabilities } from '@/lib/contracts/enumerations'
import type { Model, ModelCreate, ModelUpdate } from '@/lib/contracts/model'

export function CreateForm({ onDone }: { onDone: () => void }) {
  const command = useCommand((input: ModelCreate) => sendJson<Model>('POST', 'models', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/model').then(({ modelCreate }) => modelCreate),
    defaults: {
      name: '',
      aliases: [],
      poolId: '',
      capabilities: ['chat'],
      contextWindow: 128_000,
      maxOutputTokens: 16_384,
      tokenizer: 'o200k_base',
    },
    submit: async (input) => {
      const model = await command.mutateAsync(input)
      toast.done(`Model ${model.name} created.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Create model" onCancel={onDone}>
      <TextField
        name="name"
        label="Name"
        autoComplete="off"
        hint="As callers write it, such as gpt-4o-mini. It cannot be changed later."
      />
      <ModelFields />
    </Form>
  )
}

export function EditForm({ model, onDone }: { model: Model; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: ModelUpdate; version?: number }) =>
    sendJson('PATCH', `models/${model.id}`, input, { version }),
  )
  const { aliases, poolId, capabilities, contextWindow, maxOutputTokens } = model
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/model').then(({ modelUpdate }) => modelUpdate),
    defaults: {
      aliases,
      poolId: poolId ?? undefined,
      capabilities,
      contextWindow,
      maxOutputTokens,
      tokenizer: tokenizerOf(model),
    },
    isEdit: true,
    version: model.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Model saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <ModelFields isService={model.service !== null} />
    </Form>
  )
}

/** A service has no tokens: neither a window nor a tokenizer says anything of it. */
function ModelFields({ isService = false }: { isService?: boolean }) {
  const pools = useChoices('pools')
  return (
    <>
      <ListField
        name="aliases"
        label="Aliases"
        isOptional
        autoComplete="off"
        placeholder="gpt-4o-mini-latest"
        hint="Other names callers may write, with commas between them. The ledger and limits know it by its own name."
      />
      <SelectField name="poolId" label="Pool" options={pools} hint="Each backend in it needs a deployment of this model." />
      {isService ? null : <WordFields />}
    </>
  )
}

function WordFields() {
  return (
    <>
      <ChecksField
        name="capabilities"
        label="Capabilities"
        options={knownCapabilities.filter((one) => one !== 'service').map((one) => ({ value: one, label: one }))}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <NumberField name="contextWindow" label="Context window" hint="Tokens it can read and write in one call." />
        <NumberField name="maxOutputTokens" label="Most it answers" hint="Tokens; 0 for embeddings." />
      </div>
      <SelectField name="tokenizer" label="Tokenizer" options={tokenizers} />
    </>
  )
}

const tokenizers = [
  { value: 'o200k_base', label: 'o200k_base: GPT-4o and later' },
  { value: 'cl100k_base', label: 'cl100k_base: GPT-4, GPT-3.5, embeddings' },
]

function tokenizerOf(model: Model): 'o200k_base' | 'cl100k_base' {
  return model.tokenizer === 'cl100k_base' ? 'cl100k_base' : 'o200k_base'
}
