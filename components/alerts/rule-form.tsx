'use client'

import { useWatch } from 'react-hook-form'
import { figureWords } from '@/components/alerts/words'
import { CheckField, SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { LookupField } from '@/components/form/lookup-field'
import { backendLookup, modelLookup, productLookup, tenantLookup } from '@/components/form/lookups'
import { NumberField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { AlertFigure, AlertRule, AlertRuleCreate, AlertRuleUpdate } from '@/lib/contracts/alert'
import { figures, isCallFigure } from '@/lib/contracts/enumerations'

export function CreateForm({ onDone }: { onDone: () => void }) {
  const command = useCommand((input: AlertRuleCreate) => sendJson<AlertRule>('POST', 'alert-rules', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/alert').then(({ ruleCreate }) => ruleCreate),
    defaults: {
      name: '',
      figure: 'errorRate' as AlertFigure,
      comparison: 'above',
      threshold: 5,
      windowMinutes: 15,
      forMinutes: 0,
      minCalls: 20,
      severity: 'warning',
      enabled: true,
      repeatHours: null,
    },
    submit: (input) => command.mutateAsync(input),
    onDone: () => {
      toast.done('Rule created; it is looked at every half minute.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Create rule" onCancel={onDone}>
      <TextField name="name" label="Name" autoComplete="off" placeholder="Chat fails" />
      <SelectField name="figure" label="Figure" options={figures.map((value) => ({ value, label: figureWords[value].title }))} />
      <RuleFields />
    </Form>
  )
}

export function EditForm({ rule, onDone }: { rule: AlertRule; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: AlertRuleUpdate; version?: number }) =>
    sendJson('PATCH', `alert-rules/${rule.id}`, input, { version }),
  )
  const { name, comparison, threshold, windowMinutes, forMinutes, minCalls, currency, severity, enabled, repeatHours } = rule
  const { tenantId, productId, backendId, model } = rule
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/alert').then(({ ruleUpdate }) => ruleUpdate),
    defaults: {
      ...{ name, comparison, threshold, windowMinutes, forMinutes, minCalls, currency, severity, enabled, repeatHours },
      ...{ tenantId, productId, backendId, model },
    },
    isEdit: true,
    version: rule.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Rule saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <TextField name="name" label="Name" autoComplete="off" />
      <RuleFields figure={rule.figure} />
      <CheckField name="enabled" label="On" hint="Off: it is not looked at, and its open alerts are closed." />
    </Form>
  )
}

function RuleFields({ figure: fixed }: { figure?: AlertFigure }) {
  const chosen: AlertFigure | undefined = useWatch({ name: 'figure' })
  const figure = fixed ?? chosen ?? 'errorRate'
  const { unit, hint } = figureWords[figure]
  const isOfCalls = isCallFigure(figure)
  const isRate = figure === 'errorRate' || figure === 'refusalRate' || figure === 'latencyP95'
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        {figure === 'keysExpiring' ? null : <SelectField name="comparison" label="An alert when it is" options={comparisons} />}
        <NumberField name="threshold" label={unit ? `Threshold (${unit})` : 'Threshold'} step="any" hint={hint} />
        {figure === 'spend' ? <TextField name="currency" label="Currency" placeholder="EUR" isOptional /> : null}
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        {isOfCalls ? <NumberField name="windowMinutes" label="Over the last (minutes)" /> : null}
        <NumberField name="forMinutes" label="For at least (minutes)" />
        {isRate ? <NumberField name="minCalls" label="From so many calls on" /> : null}
      </div>
      {isOfCalls ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <LookupField name="tenantId" label="Tenant" lookup={tenantLookup} isOptional none="All tenants" />
          <LookupField name="productId" label="Product" lookup={productLookup} isOptional none="All products" />
          <LookupField name="model" label="Model" lookup={modelLookup} isOptional none="All models" />
          <LookupField name="backendId" label="Backend" lookup={backendLookup} isOptional none="All backends" />
        </div>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField name="severity" label="Severity" options={severities} />
        <SelectField
          name="repeatHours"
          label="Told again"
          isOptional
          none="no, once"
          options={repeats}
          parse={Number}
          hint="While nobody has acknowledged it."
        />
      </div>
    </>
  )
}

const comparisons = [
  { value: 'above', label: 'above the threshold' },
  { value: 'below', label: 'below the threshold' },
]
const severities = [
  { value: 'info', label: 'info: good to know' },
  { value: 'warning', label: 'warning: look today' },
  { value: 'critical', label: 'critical: look now' },
]
const repeats = [1, 4, 24].map((hours) => ({ value: String(hours), label: hours === 1 ? 'every hour' : `every ${hours} hours` }))
