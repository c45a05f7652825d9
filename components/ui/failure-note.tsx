import { clsx } from 'clsx'
import { CircleAlert } from 'lucide-react'
import { describeFailure } from '@/lib/client/api-error'

/** What went wrong with what the reader just tried, beside where they tried it. */
export function FailureNote({ error, className }: { error: unknown; className?: string }) {
  const { title, advice } = describeFailure(error)
  return (
    <div role="alert" className={clsx('flex items-start gap-2.5 rounded-md bg-danger-soft px-3 py-2.5', className)}>
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-0">
        <p className="font-medium break-words">{title}</p>
        {advice ? <p className="text-ink-muted">{advice}</p> : null}
      </div>
    </div>
  )
}
