'use client'

import { type ComponentType, useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { FailureNote } from '@/components/ui/failure-note'
import { Skeleton } from '@/components/ui/skeleton'

/** A form that comes when it is opened, or just before (`prefetch`): no page brings every form that may be opened on it. */
export function lazyForm<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const source: Source<Props> = {
    fetched: null,
    fetch: async () => {
      source.fetched ??= await load()
      return source.fetched
    },
  }
  return Object.assign((props: Props) => <LazyForm source={source} props={props} />, {
    /** For when it will be opened in a moment. What goes wrong is said once it is. */
    prefetch: () => {
      source.fetch().catch(() => null)
    },
  })
}

type Source<Props> = { fetched: ComponentType<Props> | null; fetch: () => Promise<ComponentType<Props>> }

function LazyForm<Props extends object>({ source, props }: { source: Source<Props>; props: Props }) {
  const [Form, setForm] = useState(() => source.fetched)
  const [hasFailed, setHasFailed] = useState(false)
  useEffect(() => {
    if (Form || hasFailed) return
    source.fetch().then(
      (form) => setForm(() => form),
      () => setHasFailed(true),
    )
  }, [source, Form, hasFailed])
  if (Form) return <Form {...props} />
  return hasFailed ? <Unfetched onRetry={() => setHasFailed(false)} /> : <FormSkeleton />
}

function Unfetched({ onRetry }: { onRetry: () => void }) {
  return (
    <div className="space-y-4">
      <FailureNote error={new TypeError('The form could not be fetched.')} />
      <Button onClick={onRetry}>Try again</Button>
    </div>
  )
}

function FormSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="space-y-4">
      {['a', 'b', 'c'].map((row) => (
        <Skeleton key={row} className="h-14 w-full" />
      ))}
    </div>
  )
}
