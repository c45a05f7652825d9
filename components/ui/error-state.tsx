'use client'

import { Button } from '@/components/ui/button'
import { describeFailure } from '@/lib/client/api-error'

/** What happened and what to do, in place of what could not be shown. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, advice, reference } = describeFailure(error)
  return (
    <div role="alert" className="flex flex-col items-center rounded-md border border-line px-6 py-12 text-center">
      <p className="font-medium">{title}</p>
      {advice ? <p className="mt-1 max-w-md text-ink-muted">{advice}</p> : null}
      {reference ? <p className="mt-1 font-mono text-xs text-ink-muted">{reference}</p> : null}
      {onRetry ? (
        <Button className="mt-4" onClick={onRetry}>
          Try again
        </Button>
      ) : null}
    </div>
  )
}
