import type { ReactNode } from 'react'

/** What is known of one thing: a label and a value a line. */
export function Facts({ facts }: { facts: { label: string; value: ReactNode }[] }) {
  return (
    <dl className="grid gap-x-10 sm:grid-cols-2">
      {facts.map((fact) => (
        <div key={fact.label} className="grid grid-cols-[9rem_1fr] gap-3 border-b border-line py-1.5">
          <dt className="text-ink-muted">{fact.label}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
