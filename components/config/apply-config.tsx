'use client'

import { useId, useState } from 'react'
import { ConfigChanges } from '@/components/config/config-changes'
import { describePlan } from '@/components/config/config-words'
import { TextFromFile } from '@/components/form/text-from-file'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { FailureNote } from '@/components/ui/failure-note'
import { Checkbox, Input } from '@/components/ui/input'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import { useQuestion } from '@/lib/client/use-question'
import type { ConfigApplied, ConfigPlan } from '@/lib/contracts/config'

/** A document: what it would change, and, once that was seen, doing so. */
export function ApplyConfig({ canApply }: { canApply: boolean }) {
  const [yaml, setYaml] = useState('')
  const [prune, setPrune] = useState(false)
  const id = useId()
  const plan = useQuestion<ConfigPlan>('config/plan')
  const take = (text: string) => {
    setYaml(text)
    plan.reset()
  }
  return (
    <div>
      <TextFromFile
        label="Document"
        fileLabel="YAML file"
        accept=".yaml,.yml,text/yaml"
        rows={12}
        placeholder="version: 1"
        value={yaml}
        onChange={take}
      />
      <div className="mt-3 flex flex-wrap items-center gap-4">
        <Button look="primary" disabled={yaml.trim() === ''} isBusy={plan.isPending} onClick={() => plan.mutate({ yaml, prune })}>
          Plan
        </Button>
        <label htmlFor={`${id}-prune`} className="flex items-center gap-2">
          <Checkbox
            id={`${id}-prune`}
            checked={prune}
            onChange={(event) => {
              setPrune(event.target.checked)
              plan.reset()
            }}
          />
          Remove what the document does not have
        </label>
      </div>
      {plan.error ? <FailureNote error={plan.error} className="mt-4" /> : null}
      <div aria-live="polite" className="mt-4">
        {plan.data ? (
          <Planned plan={plan.data} yaml={yaml} prune={prune} canApply={canApply} onApplied={() => plan.reset()} />
        ) : null}
      </div>
    </div>
  )
}

type Props = { plan: ConfigPlan; yaml: string; prune: boolean; canApply: boolean; onApplied: () => void }

function Planned({ plan, yaml, prune, canApply, onApplied }: Props) {
  const [isOpen, setIsOpen] = useState(false)
  const [secrets, setSecrets] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState<ConfigApplied | null>(null)
  const command = useCommand((input: object) => sendJson<ConfigApplied>('POST', 'config/apply', input))
  const apply = async () => {
    const applied = await command.mutateAsync({ yaml, prune, secrets })
    setSecrets({})
    if (applied.failure) return setFailure(applied)
    toast.done(`Applied: ${countOf(applied.done.length, 'change')}.`)
    onApplied()
  }
  const removed = plan.changes.filter(({ action }) => action === 'delete').length
  return (
    <>
      <p className="mb-3 font-medium">{describePlan(plan)}</p>
      {plan.changes.length > 0 ? <ConfigChanges changes={plan.changes} /> : null}
      {failure?.failure ? (
        <p role="alert" className="mt-3 rounded-md bg-danger-soft px-3 py-2.5">
          {countOf(failure.done.length, 'change')} done, then stopped at {failure.failure.noun} {failure.failure.name}:{' '}
          {failure.failure.message} Plan again and apply the rest.
        </p>
      ) : null}
      {canApply && plan.problems === 0 ? (
        <Button className="mt-4" look="primary" onClick={() => setIsOpen(true)}>
          {plan.changes.length === 0 ? 'Remember as applied' : `Apply ${countOf(plan.changes.length, 'change')}`}
        </Button>
      ) : null}
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title="Apply the document?"
        consequence={`${describePlan(plan)} Each change is in force within a second.`}
        verb={removed > 0 ? `Apply and remove ${removed}` : 'Apply'}
        look={removed > 0 ? 'danger' : 'primary'}
        onConfirm={apply}
      >
        {plan.secrets.map((name) => (
          <div key={name} className="mb-3">
            <label htmlFor={`secret-${name}`} className="mb-1 block font-medium">
              {name}
            </label>
            <Input
              id={`secret-${name}`}
              type="password"
              autoComplete="off"
              value={secrets[name] ?? ''}
              onChange={(event) => setSecrets({ ...secrets, [name]: event.target.value })}
            />
          </div>
        ))}
      </ConfirmDialog>
    </>
  )
}
