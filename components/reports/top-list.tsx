import Link from 'next/link'
import { describeCount, describeShare } from '@/components/ui/number-text'

type Row = { label: string; href?: string; value: number }

/** The few largest, each with its share as a line under it. */
export function TopList({ title, unit, rows }: { title: string; unit: string; rows: Row[] }) {
  const largest = Math.max(1, ...rows.map((row) => row.value))
  const sum = rows.reduce((total, row) => total + row.value, 0)
  return (
    <section aria-label={title}>
      <h2 className="mb-2 font-medium">{title}</h2>
      {rows.length === 0 ? <p className="text-ink-muted">Nothing in this time.</p> : null}
      <ol className="space-y-2.5">
        {rows
          .toSorted((a, b) => b.value - a.value)
          .map((row) => (
            <li key={row.label}>
              <div className="flex items-baseline justify-between gap-3 text-sm">
                <span className="min-w-0 truncate">
                  {row.href ? (
                    <Link className="hover:underline" href={row.href}>
                      {row.label}
                    </Link>
                  ) : (
                    row.label
                  )}
                </span>
                <span className="shrink-0 text-ink-muted">
                  {describeCount(row.value)} {unit} · {describeShare(row.value, sum)}
                </span>
              </div>
              <div aria-hidden className="mt-1 h-1 rounded-full bg-hover">
                <div className="h-full rounded-full bg-accent" style={{ width: `${(100 * row.value) / largest}%` }} />
              </div>
            </li>
          ))}
      </ol>
    </section>
  )
}
