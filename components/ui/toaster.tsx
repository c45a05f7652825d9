'use client'

import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { dismissToast, listToasts, subscribeToasts } from '@/components/ui/toast'

const none: ReturnType<typeof listToasts> = []

/** Shows what `toast` was told. A live region, so it is read aloud without taking the focus. */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribeToasts, listToasts, () => none)
  return (
    <section
      aria-label="Notifications"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-60 flex w-88 max-w-[calc(100vw-2rem)] flex-col gap-2"
    >
      {toasts.map((toast) => (
        <div
          key={toast.id}
          role={toast.kind === 'failed' ? 'alert' : 'status'}
          className="pointer-events-auto flex items-start gap-3 rounded-md border border-line bg-surface p-3 shadow-lg"
        >
          {toast.kind === 'failed' ? (
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
          ) : (
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
          )}
          <p className="min-w-0 flex-1 break-words">{toast.text}</p>
          <button
            type="button"
            aria-label="Dismiss"
            className="rounded p-0.5 text-ink-muted hover:bg-hover"
            onClick={() => dismissToast(toast.id)}
          >
            <X aria-hidden className="size-4" />
          </button>
        </div>
      ))}
    </section>
  )
}
