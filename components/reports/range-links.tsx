import { clsx } from 'clsx'
import { IntentLink } from '@/components/ui/intent-link'

export const ranges = {
  '24h': { title: '24 hours', days: 1, bucket: 'hour' },
  '7d': { title: '7 days', days: 7, bucket: 'day' },
  '30d': { title: '30 days', days: 30, bucket: 'day' },
} as const

export type RangeName = keyof typeof ranges

/** The range a URL names; 30 days where it names none. */
export function readRange(value: string | string[] | undefined): RangeName {
  return typeof value === 'string' && value in ranges ? (value as RangeName) : '30d'
}

/** What a report is asked for a range. */
export function rangeQuery(name: RangeName, nowMs: number): { from: string; to: string; bucket: 'hour' | 'day' } {
  const { days, bucket } = ranges[name]
  return { from: new Date(nowMs - days * 86_400_000).toISOString(), to: new Date(nowMs).toISOString(), bucket }
}

/** The time the page is about; a link each, so that it is in the URL. */
export function RangeLinks({ current, path }: { current: RangeName; path: string }) {
  return (
    <nav aria-label="Time" className="inline-flex rounded-md border border-line p-0.5">
      {(Object.keys(ranges) as RangeName[]).map((name) => (
        <IntentLink
          key={name}
          href={`${path}?range=${name}`}
          aria-current={name === current ? 'true' : undefined}
          className={clsx(
            'rounded px-2.5 py-1 text-sm',
            name === current ? 'bg-hover font-medium' : 'text-ink-muted hover:text-ink',
          )}
        >
          {ranges[name].title}
        </IntentLink>
      ))}
    </nav>
  )
}
