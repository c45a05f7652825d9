'use client'

import { useFieldArray, useWatch } from 'react-hook-form'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { useContractForm } from '@/components/form/use-contract-form'
import { FallbackFields, RuleFields, TargetFields } from '@/components/routes/route-parts'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { type Choice, useAll } from '@/lib/client/use-choices'
import { useCommand } from '@/lib/client/use-command'
import type { Model } from '@/lib/contracts/model'
import type { Product, ProductUpdate } from '@/lib/contracts/product'

/** By which models the calls of a product are answered. */
export function RoutesForm({ product, onDone }: { product: Product; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: ProductUpdate; version?: number }) =>
    sendJson('PATCH', `products/${product.id}`, input, { version }),
  )
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/product').then(({ productUpdate }) => productUpdate),
    defaults: { routes: product.routes } as ProductUpdate,
    isEdit: true,
    version: product.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Routes saved: they hold within a second.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <Routes asked={product.models} />
    </Form>
  )
}

function Routes({ asked }: { asked: string[] }) {
  const { fields, append, remove } = useFieldArray({ name: 'routes' })
  const all = useAll<Model>('models')
  const models = (all ?? []).map(({ name }) => ({ value: name, label: name }))
  const free = { model: '', rules: [], choose: 'split', targets: [], stickBy: 'user', fallbacks: [] }
  return (
    <>
      {fields.map((field, index) => (
        <RouteFields
          key={field.id}
          name={`routes.${index}`}
          models={models}
          asked={asked.map((name) => ({ value: name, label: name }))}
          onRemove={() => remove(index)}
        />
      ))}
      {fields.length === 0 ? <p className="text-ink-muted">Every call is answered by the model it asks for.</p> : null}
      <Button onClick={() => append(free)}>Add a route</Button>
    </>
  )
}

type RouteProps = { name: string; models: Choice[]; asked: Choice[]; onRemove: () => void }

function RouteFields({ name, models, asked, onRemove }: RouteProps) {
  const [model, choose] = useWatch({ name: [`${name}.model`, `${name}.choose`] })
  return (
    <fieldset className="space-y-4 rounded-md border border-line p-3">
      <legend className="px-1 font-medium">{model ? `Calls for ${model}` : 'A new route'}</legend>
      <SelectField name={`${name}.model`} label="Calls for" options={asked} />
      <Part title="First, rules" sentence="The first whose conditions all hold decides.">
        <RuleFields name={`${name}.rules`} models={models} />
      </Part>
      <Part title="Otherwise, one of" sentence="None: the model that was asked for.">
        <div className="mb-3 grid gap-3 sm:grid-cols-2">
          <SelectField name={`${name}.choose`} label="Chosen" options={ways} />
          {choose === 'split' ? <SelectField name={`${name}.stickBy`} label="A share stays with" options={sticks} /> : null}
        </div>
        <TargetFields name={`${name}.targets`} models={models} hasWeights={choose === 'split'} />
      </Part>
      <Part title="When that one fails" sentence="In this order. Each try is a call of its own, with its own record.">
        <FallbackFields name={`${name}.fallbacks`} models={models} />
      </Part>
      <Button size="small" look="quiet" onClick={onRemove}>
        Remove this route
      </Button>
    </fieldset>
  )
}

function Part({ title, sentence, children }: { title: string; sentence: string; children: React.ReactNode }) {
  return (
    <div>
      <h3 className="font-medium">{title}</h3>
      <p className="mb-2 text-sm text-ink-muted">{sentence}</p>
      {children}
    </div>
  )
}

const ways = [
  { value: 'split', label: 'by weight' },
  { value: 'cheapest', label: 'the cheapest that can' },
  { value: 'fastest', label: 'the fastest that can' },
]

const sticks = [
  { value: 'user', label: 'the user' },
  { value: 'key', label: 'the key' },
  { value: 'call', label: 'nobody: each call anew' },
]
