'use client'

import { forgetAll, forgetConversation, type Kept } from '@/components/playground/history'
import { Button } from '@/components/ui/button'
import { Time } from '@/components/ui/time'

type Props = { kept: Kept[]; onOpen: (one: Kept) => void; onChange: (kept: Kept[]) => void }

/** What was tried before, in this browser. */
export function HistoryList({ kept, onOpen, onChange }: Props) {
  if (kept.length === 0)
    return <p className="text-ink-muted">Nothing yet. Conversations are kept in this browser, and nowhere else.</p>
  return (
    <>
      <p className="mb-2 text-ink-muted">Kept in this browser, and nowhere else.</p>
      <ul className="divide-y divide-line border-y border-line">
        {kept.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
            <button type="button" className="min-w-0 flex-1 truncate text-left hover:underline" onClick={() => onOpen(one)}>
              {one.title}
            </button>
            <span className="text-sm text-ink-muted">
              {one.settings.models.join(' and ')}, <Time value={one.at} style="ago" />
            </span>
            <Button
              size="small"
              look="quiet"
              aria-label={`Forget ${one.title}`}
              onClick={() => onChange(forgetConversation(one.id))}
            >
              Forget
            </Button>
          </li>
        ))}
      </ul>
      <div className="mt-2">
        <Button size="small" look="quiet" onClick={() => onChange(forgetAll())}>
          Forget all of them
        </Button>
      </div>
    </>
  )
}
