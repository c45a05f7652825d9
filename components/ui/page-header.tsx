import type { ReactNode } from 'react'

/** A page's head: what it is, one sentence with the number its reader came for, and what can be done here. */
export function PageHeader({
  title,
  badge,
  sentence,
  actions,
}: {
  title: ReactNode
  badge?: ReactNode
  sentence: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className="mb-6 flex flex-wrap items-start gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-72">
        <h1 className="flex flex-wrap items-center gap-2 text-xl font-semibold tracking-tight [overflow-wrap:anywhere]">
          {title}
          {badge}
        </h1>
        <p className="mt-0.5 max-w-3xl text-ink-muted">{sentence}</p>
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  )
}
