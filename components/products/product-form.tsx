'use client'

import { CheckField, ChecksField, SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { ListField, TextAreaField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { acceptedChoices } from '@/components/products/accepted-words'
import { CacheFields } from '@/components/products/cache-fields'
import { HeaderNamesFields } from '@/components/products/header-names-fields'
import { HeaderRulesField } from '@/components/products/header-rules-field'
import { JsonField } from '@/components/products/json-field'
import { noCache } from '@/components/products/no-cache'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useAll } from '@/lib/client/use-choices'
import { useCommand } from '@/lib/client/use-command'
import type { Model } from '@/lib/contracts/model'
import type { Product, ProductCreate, ProductUpdate } from '@/lib/contracts/product'

export function CreateForm({ onDone }: { onDone: () => void }) {
  const command = useCommand((input: ProductCreate) => sendJson<Product>('POST', 'products', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/product').then(({ productCreate }) => productCreate),
    defaults: {
      name: '',
      description: '',
      terms: '',
      models: [],
      requiresApproval: true,
      accepts: 'key-or-token',
      outputCap: 'inject',
      refuseUnbounded: false,
      dropsUnsupported: false,
      requestDefaults: {},
      requestForced: {},
      headerRules: { request: { set: {}, remove: [] }, answer: { set: {}, remove: [] } },
      headerNames: {},
      corsOrigins: [],
      systemPrompt: '',
      answerShape: 'full',
      cache: noCache,
    },
    submit: async (input) => {
      const product = await command.mutateAsync(input)
      toast.done(`Product ${product.name} created as a draft.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Create product" onCancel={onDone}>
      <ProductFields />
    </Form>
  )
}

export function EditForm({ product, onDone }: { product: Product; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: ProductUpdate; version?: number }) =>
    sendJson('PATCH', `products/${product.id}`, input, { version }),
  )
  const { name, description, terms, models, requiresApproval, outputCap, refuseUnbounded, dropsUnsupported } = product
  const { requestDefaults, requestForced, headerRules, headerNames, corsOrigins } = product
  const { systemPrompt, answerShape, cache, accepts } = product
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/product').then(({ productUpdate }) => productUpdate),
    defaults: {
      name,
      description,
      terms,
      models,
      requiresApproval,
      accepts,
      outputCap,
      refuseUnbounded,
      dropsUnsupported,
      requestDefaults,
      requestForced,
      headerRules,
      headerNames,
      corsOrigins,
      systemPrompt,
      answerShape,
      cache,
    },
    isEdit: true,
    version: product.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Product saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <ProductFields />
    </Form>
  )
}

function ProductFields() {
  const models = useAll<Model>('models')
  return (
    <>
      <TextField name="name" label="Name" autoComplete="off" />
      <TextAreaField name="description" label="Description" hint="What developers read in the catalog." />
      <ChecksField
        name="models"
        label="Models"
        options={(models ?? []).map((model) => ({ value: model.name, label: model.name }))}
        empty={models ? 'There are no models yet: add one under Models first.' : 'Reading the models…'}
      />
      <CheckField
        name="requiresApproval"
        label="Requires approval"
        hint="An admin approves each subscription; otherwise it is active at once."
      />
      <SelectField
        name="accepts"
        label="Callers bring"
        options={acceptedChoices}
        hint="Tokens are those of trusted issuers (Token issuers)."
      />
      <SelectField
        name="outputCap"
        label="When the caller sets no maximum"
        options={outputCaps}
        hint="How an answer's size is bounded."
      />
      <TextAreaField
        name="systemPrompt"
        label="System prompt"
        rows={2}
        hint="Put in front of every chat, before what the caller says. Tenants do not see it."
      />
      <SelectField
        name="answerShape"
        label="Chats are answered"
        options={answerShapes}
        hint="The short shape is for plain answers; streams stay as they are."
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <JsonField
          name="requestDefaults"
          label="Request defaults"
          hint={'Filled in where the caller left them out: {"temperature": 0.2}'}
        />
        <JsonField
          name="requestForced"
          label="Forced values"
          hint={'Set whatever the caller wrote: {"max_tokens": 800, "store": false}'}
        />
      </div>
      <CheckField
        name="refuseUnbounded"
        label="Refuse unbounded calls"
        hint="Such as hosted tools and image URLs, whose cost no provider bounds."
      />
      <CheckField
        name="dropsUnsupported"
        label="Leave out what a provider cannot do"
        hint="Else such a call is refused by name. What was left out is told in the header x-tollgate-dropped."
      />
      <ListField
        name="corsOrigins"
        label="Pages that may call"
        isOptional
        placeholder="https://app.example.com"
        hint="Origins whose pages may call from the browser (CORS), with commas; * is any. Empty: no page may."
      />
      <HeaderRulesField name="headerRules" />
      <HeaderNamesFields />
      <CacheFields />
      <TextAreaField
        name="terms"
        label="Terms"
        rows={2}
        hint="Accepted by whoever subscribes. A change is told to those who have."
      />
    </>
  )
}

const answerShapes = [
  { value: 'full', label: 'as the provider does' },
  { value: 'short', label: 'short: id, created, answer, usage, model' },
]

const outputCaps = [
  { value: 'inject', label: 'send a safe maximum upstream' },
  { value: 'refuse', label: 'refuse the call' },
  { value: 'trust', label: 'trust the model' },
]
