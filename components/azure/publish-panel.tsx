'use client'

import { useState } from 'react'
import { FieldCompare } from '@/components/azure/field-compare'
import { actionWords, describePreview, kindWords } from '@/components/azure/publish-words'
import { type LocalColumn, LocalTable } from '@/components/data-table/local-table'
import { FormDialog } from '@/components/form/form-dialog'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { FailureNote } from '@/components/ui/failure-note'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { AzureChange, AzurePreview, AzurePublishOut } from '@/lib/contracts/azure-publish'

/** What publishing would write; and once that was seen, writing it. */
export function PublishPanel({ instanceId, name, canPublish }: { instanceId: string; name: string; canPublish: boolean }) {
  const [preview, setPreview] = useState<AzurePreview | null>(null)
  const [isAsking, setIsAsking] = useState(false)
  const path = `azure/instances/${instanceId}/publishes`
  const look = useCommand(() => sendJson<AzurePublishOut>('POST', path, { dryRun: true }))
  const own = useCommand(({ kind, name: entity }: AzureChange) =>
    sendJson('POST', `azure/instances/${instanceId}/owners`, { kind, name: entity, owner: 'tollgate' }),
  )
  const show = () => look.mutate(undefined, { onSuccess: ({ preview: seen }) => setPreview(seen) })
  const writes = preview ? preview.counts.create + preview.counts.update + preview.counts.delete : 0
  const takeOver = (change: AzureChange) => own.mutate(change, { onSuccess: show })
  return (
    <div>
      <div className="flex flex-wrap items-center gap-3">
        <Button look={preview ? undefined : 'primary'} isBusy={look.isPending} disabled={!canPublish} onClick={show}>
          {preview ? 'Preview again' : 'Preview'}
        </Button>
        {preview && writes > 0 ? (
          <Button look="primary" onClick={() => setIsAsking(true)}>
            Publish {countOf(writes, 'write')}
          </Button>
        ) : null}
        <p role="status" className="min-w-0 flex-1 basis-60">
          {preview ? describePreview(preview) : 'A preview asks Azure what is there and writes nothing.'}
        </p>
      </div>
      {look.error ? <FailureNote error={look.error} className="mt-3" /> : null}
      {own.error ? <FailureNote error={own.error} className="mt-3" /> : null}
      {preview ? (
        <div className="mt-4">
          <LocalTable
            label="Changes"
            columns={columns}
            rows={preview.changes}
            rowId={({ kind, name: entity }) => `${kind} ${entity}`}
            empty={<EmptyState title="Nothing to publish" advice="Publish a product first: what it needs goes with it." />}
            rowActions={(change) => <RowActions change={change} onTake={canPublish ? takeOver : undefined} />}
          />
          <Losses losses={preview.losses} />
        </div>
      ) : null}
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={`Publish to ${name}?`}
        look="primary"
        consequence={`${countOf(writes, 'thing')} of API Management will be written${preview?.counts.delete ? `, ${preview.counts.delete} of them removed` : ''}. Callers there meet the new limits at once. Each write can be taken back.`}
        verb="Publish"
        onConfirm={async () => {
          await sendJson<AzurePublishOut>('POST', path, { dryRun: false, digest: preview?.digest })
          setPreview(null)
          toast.done('Publishing has begun.')
        }}
      />
    </div>
  )
}

const columns: LocalColumn<AzureChange>[] = [
  {
    id: 'action',
    title: 'Change',
    text: ({ action }) => actionWords[action].word,
    cell: ({ action }) => <Badge tone={actionWords[action].tone}>{actionWords[action].word}</Badge>,
  },
  { id: 'kind', title: 'Kind', text: ({ kind }) => kindWords[kind] },
  { id: 'title', title: 'Here', text: ({ title }) => title },
  { id: 'name', title: 'At API Management', text: ({ name }) => name },
  { id: 'reason', title: 'Why not', text: ({ reason }) => reason ?? '' },
]

/** What is whose the thing is that it hangs on. */
const HANGING: ReadonlySet<string> = new Set(['productApis', 'productPolicies', 'apiOperations'])

function RowActions({ change, onTake }: { change: AzureChange; onTake?: (change: AzureChange) => void }) {
  const { action, kind, name, fields } = change
  return (
    <span className="inline-flex gap-1">
      {fields.length > 0 ? (
        <FormDialog trigger="Show" triggerLabel={`Show ${kindWords[kind]} ${name}`} size="small" title={name} width="wide">
          {() => (
            <FieldCompare
              label={`Fields of ${name}`}
              heads={['There now', 'After publishing']}
              fields={fields.map(({ field, from, to }) => ({ field, left: from, right: to }))}
            />
          )}
        </FormDialog>
      ) : null}
      {action === 'conflict' && onTake && !HANGING.has(kind) ? (
        <Button size="small" aria-label={`Take over ${kindWords[kind]} ${name}`} onClick={() => onTake(change)}>
          Take over
        </Button>
      ) : null}
    </span>
  )
}

function Losses({ losses }: { losses: AzurePreview['losses'] }) {
  if (losses.length === 0) return null
  return (
    <section aria-label="What is not published" className="mt-6">
      <h3 className="font-semibold">{countOf(losses.length, 'thing is', 'things are')} not published, or not wholly</h3>
      <ul className="mt-1 divide-y divide-line">
        {losses.map(({ title, reason }) => (
          <li key={`${title} ${reason}`} className="py-1.5">
            <span className="font-medium">{title}</span> <span className="text-ink-muted">{reason}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
