import type { ReactNode } from 'react'

export type Figure = { label: string; value: ReactNode; note?: ReactNode }

/** A few numbers in a row, divided by lines rather than boxed. */
export function Figures({ figures }: { figures: Figure[] }) {
  return (
    <dl className="mb-8 grid grid-cols-2 gap-y-4 sm:flex sm:divide-x sm:divide-line">
      {figures.map((figure) => (
        <div key={figure.label} className="min-w-0 sm:flex-1 sm:px-5 sm:first:pl-0">
          <dt className="text-sm text-ink-muted">{figure.label}</dt>
          <dd className="mt-0.5 text-2xl font-semibold tracking-tight max-sm:text-xl">{figure.value}</dd>
          {figure.note ? <dd className="text-sm text-ink-muted">{figure.note}</dd> : null}
        </div>
      ))}
    </dl>
  )
}
