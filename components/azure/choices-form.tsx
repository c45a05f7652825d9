'use client'

import { tenantChoices } from '@/components/azure/plan-words'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { ListField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { AzurePlan } from '@/lib/contracts/azure-import'

const MOST_NAMES = 60

/** What only the admin can know: who pays for what, and which deployments callers name. */
export function ChoicesForm({ plan, onDone }: { plan: AzurePlan; onDone: () => void }) {
  const command = useCommand((input: object) => sendJson<AzurePlan>('POST', `azure/instances/${plan.instanceId}/plan`, input))
  const { tenantsBy, defaultTenant, currency, timeZone, tenantNames } = plan.choices
  const given = new Map(Object.entries(tenantNames).map(([from, to]) => [to, from]))
  const names = plan.tenants.slice(0, MOST_NAMES).map((to) => ({ from: given.get(to) ?? to, to }))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/azure-plan').then(({ azureChoicesForm }) => azureChoicesForm),
    defaults: { tenantsBy, defaultTenant, currency, timeZone, models: plan.models, names },
    submit: async ({ models, names: renamed, ...rest }) => {
      const kept = new Map(plan.choices.models.map((one) => [one.name, one]))
      const others = Object.fromEntries(renamed.filter(({ from, to }) => from !== to).map(({ from, to }) => [from, to]))
      await command.mutateAsync({
        ...rest,
        models: models.map((name) => kept.get(name) ?? { name }),
        tenantNames: { ...tenantNames, ...others },
      })
      toast.done('The plan was made anew.')
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Plan again" onCancel={onDone}>
      <ListField
        name="models"
        label="Models"
        hint="The deployments callers name in their paths, separated by commas. A model of that name that is here already stays as it is."
      />
      <SelectField name="tenantsBy" label="Who pays" options={tenantChoices} />
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField name="defaultTenant" label="Otherwise" hint="Pays for what belongs to nobody." autoComplete="off" />
        <TextField name="currency" label="Currency" autoComplete="off" />
        <TextField name="timeZone" label="Time zone" autoComplete="off" />
      </div>
      {names.length > 0 ? (
        <fieldset>
          <legend className="mb-2 font-medium">Names of tenants</legend>
          <p className="mb-3 text-sm text-ink-muted">
            Two with one name become one tenant; one that is here already takes them in.
          </p>
          <div className="grid gap-3 sm:grid-cols-2">
            {names.map(({ from }, index) => (
              <TextField key={from} name={`names.${index}.to`} label={from} autoComplete="off" />
            ))}
          </div>
        </fieldset>
      ) : null}
    </Form>
  )
}
