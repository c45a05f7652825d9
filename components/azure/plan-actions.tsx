'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { describeMakes } from '@/components/azure/plan-words'
import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { FailureNote } from '@/components/ui/failure-note'
import { Select } from '@/components/ui/input'
import { Meter } from '@/components/ui/meter'
import { Time } from '@/components/ui/time'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import { useResource } from '@/lib/client/use-resource'
import type { AzureImport, AzurePlan } from '@/lib/contracts/azure-import'

const ChoicesForm = lazyForm(() => import('@/components/azure/choices-form').then(({ ChoicesForm }) => ChoicesForm))

export function ChangeChoices({ plan }: { plan: AzurePlan }) {
  const router = useRouter()
  return (
    <FormDialog
      trigger="Change choices"
      prefetch={ChoicesForm.prefetch}
      title="Who pays, and which models"
      sentence="The plan is made anew; nothing is brought over yet."
      width="wide"
    >
      {(close) => (
        <ChoicesForm
          plan={plan}
          onDone={() => {
            close()
            router.refresh()
          }}
        />
      )}
    </FormDialog>
  )
}

const REFRESH_MS = 1_000

/** How far the import is, and the button that accepts the plan. */
export function ImportProgress({ plan, canImport }: { plan: AzurePlan; canImport: boolean }) {
  const router = useRouter()
  const [isAsking, setIsAsking] = useState(false)
  const [owner, setOwner] = useState('apim')
  const [isWatching, setIsWatching] = useState(plan.lastImport?.state === 'running')
  const { data } = useResource<AzurePlan>(`azure/instances/${plan.instanceId}/plan`, plan, undefined, {
    refetchMs: isWatching ? REFRESH_MS : undefined,
  })
  const last = data?.lastImport ?? null
  const state = useRef(last?.state)
  useEffect(() => {
    if (state.current === 'running' && last?.state !== 'running') router.refresh()
    state.current = last?.state
    setIsWatching(last?.state === 'running')
  }, [last?.state, router])
  const start = useCommand(() => sendJson<AzureImport>('POST', `azure/instances/${plan.instanceId}/imports`, { owner }))
  const stop = useCommand((id: string) => sendJson<AzureImport>('POST', `azure/imports/${id}/stop`, {}))
  const left = plan.makes.map(({ noun, count, present }) => ({ noun, count: count - present })).filter(({ count }) => count > 0)
  const makes = left.map(({ noun, count }) => describeMakes(noun, count)).join(', ')
  const isRunning = last?.state === 'running'
  return (
    <section aria-label="Import" className="mb-6 rounded-md border border-line p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div role="status" className="min-w-0 flex-1 basis-60">
          <State last={last} makes={makes} />
        </div>
        {canImport && last && isRunning ? (
          <Button isBusy={stop.isPending} onClick={() => stop.mutate(last.id)}>
            Stop
          </Button>
        ) : null}
        {canImport ? (
          <Button look="primary" isBusy={isRunning} disabled={makes === ''} onClick={() => setIsAsking(true)}>
            Accept and import
          </Button>
        ) : null}
      </div>
      {isRunning ? (
        <div className="mt-3">
          <Meter label="Brought over" used={Math.min(last.done, last.total * 0.79)} all={Math.max(1, last.total)} />
        </div>
      ) : null}
      {last && last.failures.length > 0 ? <Failures failures={last.failures} /> : null}
      {stop.error ? <FailureNote error={stop.error} className="mt-3" /> : null}
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        look="primary"
        title="Bring this instance over?"
        consequence={`This makes ${makes}. What is here already is left as it is, and nothing changes at Azure. The keys of its subscriptions are fetched now and kept as digests.`}
        verb="Accept and import"
        onConfirm={() => start.mutateAsync(undefined)}
      >
        <label className="block" htmlFor="import-owner">
          <span className="mb-1 block font-medium">Who owns it from then on</span>
          <Select id="import-owner" value={owner} onChange={(event) => setOwner(event.target.value)}>
            <option value="apim">API Management: publishing never touches it there</option>
            <option value="tollgate">This console: publishing writes it there</option>
          </Select>
        </label>
      </ConfirmDialog>
    </section>
  )
}

function State({ last, makes }: { last: AzureImport | null; makes: string }) {
  if (last?.state === 'running')
    return (
      <p>
        Bringing over {last.step || 'the first things'}: {last.done} of {last.total}.
      </p>
    )
  const next = makes === '' ? 'All of the plan is here.' : `Accepting it makes ${makes}.`
  if (!last) return <p className="text-ink-muted">{next} Nothing is made before.</p>
  return (
    <p>
      {last.state === 'stopped' ? <span className="font-medium text-danger">The import stopped.</span> : 'Brought over'}{' '}
      <Time value={last.endedAt ?? last.startedAt} style="ago" /> by {last.actorName}: {last.made} made. {next}
    </p>
  )
}

function Failures({ failures }: { failures: AzureImport['failures'] }) {
  return (
    <details className="mt-3" open={failures.length < 6}>
      <summary className="font-medium text-danger">{failures.length} could not be made</summary>
      <ul className="mt-1 list-disc space-y-0.5 pl-5 text-sm">
        {failures.map(({ noun, name, message }) => (
          <li key={`${noun} ${name}`}>
            {name}: {message}
          </li>
        ))}
      </ul>
    </details>
  )
}
