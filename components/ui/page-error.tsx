'use client'

import { Button } from '@/components/ui/button'

/** A page that could not be shown. The digest is what a log can be searched for. */
export function PageError({ error, onRetry }: { error: Error & { digest?: string }; onRetry: () => void }) {
  return (
    <div role="alert" className="mx-auto max-w-md py-20 text-center">
      <h1 className="text-xl font-semibold">This page could not be shown</h1>
      <p className="mt-2 text-ink-muted">
        The server met an error while reading its data. Nothing was changed. Try again in a moment; if it stays, quote the
        reference to whoever runs Tollgate.
      </p>
      {error.digest ? <p className="mt-2 font-mono text-sm text-ink-muted">Reference {error.digest}</p> : null}
      <Button look="primary" className="mt-5" onClick={onRetry}>
        Try again
      </Button>
    </div>
  )
}
