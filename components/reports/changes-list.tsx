import Link from 'next/link'
import { describeChange, diffOf } from '@/components/audit/diff'
import { Time } from '@/components/ui/time'
import type { AuditEntry } from '@/lib/contracts/audit'

/** The latest changes of the span a page is about; each is a dashed line in its charts. */
export function ChangesList({ entries }: { entries: AuditEntry[] }) {
  return (
    <ul className="divide-y divide-line border-y border-line">
      {entries.map((entry) => (
        <li key={entry.version} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 py-1.5">
          <span className="w-40 shrink-0 text-ink-muted">
            <Time value={entry.at} />
          </span>
          <Link className="font-medium hover:underline" href={`/admin/audit?entityId=${entry.entityId ?? ''}`}>
            {entry.action}
          </Link>
          <span className="min-w-0 flex-1 basis-60 text-ink-muted">
            {entry.actorName}: {describeChange(diffOf(entry.before, entry.after))}
          </span>
        </li>
      ))}
    </ul>
  )
}
