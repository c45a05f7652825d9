import type { ReactNode } from 'react'

/** A part of a page under its own heading. */
export function Section({
  title,
  sentence,
  actions,
  children,
}: {
  title: string
  sentence?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <section aria-label={title} className="mt-10">
      <div className="mb-3 flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <h2 className="text-lg font-semibold">{title}</h2>
          {sentence ? <p className="text-ink-muted">{sentence}</p> : null}
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}
