import type { ReactNode } from 'react'

/**
 * A page's head: what it is, one sentence with the number its reader came for, and what can be done here. The badge
 * stands beside the heading: a heading is the thing's name, which is also what is read out on arriving at a page.
 */
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
        <div className="flex flex-wrap items-center gap-2">
          <h1 className="text-xl font-semibold tracking-tight [overflow-wrap:anywhere]">{title}</h1>
          {badge}
        </div>
        <p className="mt-0.5 max-w-3xl text-ink-muted">{sentence}</p>
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  )
}
