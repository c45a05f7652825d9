'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { describeStep } from '@/components/azure/words'
import { Button } from '@/components/ui/button'
import { FailureNote } from '@/components/ui/failure-note'
import { Meter } from '@/components/ui/meter'
import { Time } from '@/components/ui/time'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import { useResource } from '@/lib/client/use-resource'
import type { AzureInstance, AzureRead } from '@/lib/contracts/azure-instance'

const REFRESH_MS = 1_000

/** How far the reading of an instance is, and the button that begins one. */
export function ReadProgress({ instance, canRead }: { instance: AzureInstance; canRead: boolean }) {
  const router = useRouter()
  const [isWatching, setIsWatching] = useState(instance.lastRead?.state === 'running')
  const { data } = useResource<AzureInstance>(`azure/instances/${instance.id}`, instance, undefined, {
    refetchMs: isWatching ? REFRESH_MS : undefined,
  })
  const read = data?.lastRead ?? null
  const state = useRef(read?.state)
  useEffect(() => {
    if (state.current === 'running' && read?.state !== 'running') router.refresh()
    state.current = read?.state
    setIsWatching(read?.state === 'running')
  }, [read?.state, router])
  const start = useCommand((path: string) => sendJson<AzureRead>('POST', path, {}))
  const isRunning = read?.state === 'running'
  return (
    <section aria-label="Reading" className="mb-6 rounded-md border border-line p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div role="status" className="min-w-0 flex-1 basis-60">
          <State read={read} />
        </div>
        {canRead && read?.state === 'failed' ? (
          <Button isBusy={start.isPending} onClick={() => start.mutate(`azure/reads/${read.id}/resume`)}>
            Go on
          </Button>
        ) : null}
        {canRead ? (
          <Button
            look={read ? undefined : 'primary'}
            isBusy={start.isPending || isRunning}
            onClick={() => start.mutate(`azure/instances/${instance.id}/reads`)}
          >
            {read ? 'Read again' : 'Read instance'}
          </Button>
        ) : null}
      </div>
      {isRunning ? (
        <div className="mt-3">
          <Meter label="Steps read" used={Math.min(read.done, read.total * 0.79)} all={read.total} />
        </div>
      ) : null}
      {start.error ? <FailureNote error={start.error} className="mt-3" /> : null}
    </section>
  )
}

function State({ read }: { read: AzureRead | null }) {
  if (read === null)
    return <p className="text-ink-muted">Nothing has been read of it yet. Reading changes nothing at Azure, and takes no keys.</p>
  const waited = read.waitedMs > 999 ? `, ${Math.round(read.waitedMs / 1000)} s of it waiting because Azure asked for it` : ''
  if (read.state === 'running')
    return (
      <p>
        Reading {describeStep(read.step)}: {read.done} of {Math.max(read.total, read.done)} steps
        {waited ? ` (waited ${Math.round(read.waitedMs / 1000)} s)` : ''}.
      </p>
    )
  if (read.state === 'failed')
    return (
      <p>
        <span className="font-medium text-danger">Reading stopped.</span> {read.error} What was read is kept.
      </p>
    )
  return (
    <p>
      Read <Time value={read.endedAt ?? read.startedAt} style="ago" /> with {read.requests} requests{waited}.
    </p>
  )
}
