'use client'

import { useState } from 'react'
import { FieldCompare } from '@/components/azure/field-compare'
import { causeWords, kindWords } from '@/components/azure/publish-words'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { FailureNote } from '@/components/ui/failure-note'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import { useResource } from '@/lib/client/use-resource'
import type { AzureDrift } from '@/lib/contracts/azure-publish'

type Item = AzureDrift['items'][number]
type Resolve = { kind: string; name: string; field?: string; keep: 'theirs' | 'ours' }

/** Each entity that differs, its fields side by side, and which of the two is kept. */
export function DriftList({ instanceId, initial, canResolve }: { instanceId: string; initial: AzureDrift; canResolve: boolean }) {
  const path = `azure/instances/${instanceId}/drift`
  const { data = initial } = useResource<AzureDrift>(path, initial)
  const [search, setSearch] = useState('')
  const check = useCommand(() => sendJson<AzureDrift>('POST', path, {}))
  const resolve = useCommand((input: Resolve) => sendJson<AzureDrift>('POST', `${path}/resolve`, input))
  const keep = (input: Resolve) =>
    resolve.mutate(input, {
      onSuccess: () => toast.done(input.keep === 'ours' ? 'Published as it is here.' : 'Taken over from there.'),
    })
  const wanted = search.trim().toLowerCase()
  const items = data.items.filter(({ name, title }) => `${name} ${title}`.toLowerCase().includes(wanted))
  return (
    <div>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        {data.items.length > 0 ? (
          <Input
            type="search"
            aria-label="Search differences"
            placeholder="Search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="max-w-60"
          />
        ) : null}
        {canResolve ? (
          <Button look={data.checkedAt ? undefined : 'primary'} isBusy={check.isPending} onClick={() => check.mutate(undefined)}>
            Compare now
          </Button>
        ) : null}
      </div>
      {check.error || resolve.error ? <FailureNote error={check.error ?? resolve.error} className="mb-4" /> : null}
      {data.checkedAt === null ? (
        <EmptyState title="Not compared yet" advice="Comparing asks Azure what is there. It writes nothing." />
      ) : items.length === 0 ? (
        <EmptyState
          title={data.items.length === 0 ? 'Nothing differs' : 'Nothing is called so'}
          advice={data.items.length === 0 ? 'API Management holds what is here.' : 'Search for another name.'}
        />
      ) : null}
      <ul className="divide-y divide-line border-y border-line empty:hidden">
        {items.map((item) => (
          <li key={`${item.kind} ${item.name}`} className="py-3">
            <Entity item={item} keep={canResolve ? keep : undefined} isBusy={resolve.isPending} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Entity({ item, keep, isBusy }: { item: Item; keep?: (input: Resolve) => void; isBusy: boolean }) {
  const { kind, name, title, cause, reason, fields } = item
  const isOurs = cause !== 'conflict'
  const words = { changed: 'Keep ours', missing: 'Make it again', extra: 'Remove it there', conflict: '' }[cause]
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={causeWords[cause].tone}>{causeWords[cause].word}</Badge>
        <span className="text-ink-muted">{kindWords[kind]}</span>
        <span className="min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">
          {title} <span className="font-mono text-xs font-normal text-ink-muted">{name}</span>
        </span>
        {keep && isOurs ? (
          <Button
            size="small"
            isBusy={isBusy}
            aria-label={`${words}: ${name}`}
            onClick={() => keep({ kind, name, keep: 'ours' })}
          >
            {words}
          </Button>
        ) : null}
      </div>
      {reason ? <p className="mt-1 text-ink-muted">{reason}</p> : null}
      {fields.length > 0 ? (
        <FieldCompare
          label={`Fields of ${name}`}
          heads={['Theirs', 'Ours']}
          fields={fields.map(({ field, theirs, ours, canTake }) => ({
            field,
            left: theirs,
            right: ours,
            action:
              keep && canTake ? (
                <Button
                  size="small"
                  isBusy={isBusy}
                  aria-label={`Keep theirs: ${field} of ${name}`}
                  onClick={() => keep({ kind, name, field, keep: 'theirs' })}
                >
                  Keep theirs
                </Button>
              ) : null,
          }))}
        />
      ) : null}
    </>
  )
}
