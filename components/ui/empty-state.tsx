import type { ReactNode } from 'react'

/** Nothing here yet: says why, and what to do next. */
export function EmptyState({ title, advice, action }: { title: string; advice: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center rounded-md border border-dashed border-line-strong/60 px-6 py-9 text-center">
      <p className="font-medium">{title}</p>
      <p className="mt-1 max-w-md text-ink-muted">{advice}</p>
      {action ? <div className="mt-4">{action}</div> : null}
    </div>
  )
}
