import type { ReactNode } from 'react'
import { Mark } from '@/components/shell/mark'

/** The frame of the pages before the sign-in: the name, what to do, a form. */
export function EntryFrame({
  title,
  brand = 'Tollgate',
  sentence,
  children,
}: {
  title: string
  /** What this installation is called. */
  brand?: string
  sentence?: ReactNode
  children: ReactNode
}) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center px-4 py-12">
      <p className="mb-8 flex items-center gap-2 text-lg font-semibold tracking-tight">
        <Mark /> {brand}
      </p>
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      {sentence ? <p className="mt-1 text-ink-muted">{sentence}</p> : null}
      <div className="mt-6">{children}</div>
    </main>
  )
}
