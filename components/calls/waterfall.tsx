import { clsx } from 'clsx'
import { describeCount } from '@/components/ui/number-text'

export type Span = {
  label: string
  note: string
  startMs: number
  endMs: number
  tone: 'gateway' | 'backend' | 'failed'
}

/** Where the time of a call went: a row for each step, drawn from when it began to when it ended. */
export function Waterfall({ spans, totalMs, firstByteMs }: { spans: Span[]; totalMs: number; firstByteMs: number | null }) {
  const share = (ms: number) => `${Math.min(100, Math.max(0, (100 * ms) / Math.max(totalMs, 1)))}%`
  return (
    <figure aria-label="Where the time went" className="mb-6">
      <ol className="space-y-1">
        {spans.map((span) => (
          <li
            key={`${span.label} ${span.startMs} ${span.note}`}
            className="grid grid-cols-[7.5rem_1fr] items-center gap-3 sm:grid-cols-[9rem_1fr_14rem]"
          >
            <span className="truncate">{span.label}</span>
            <span className="relative h-4 rounded-xs bg-sunken">
              <span
                className={clsx('absolute inset-y-0 min-w-0.5 rounded-xs', tones[span.tone])}
                style={{ left: share(span.startMs), width: share(span.endMs - span.startMs) }}
              />
              {firstByteMs === null ? null : (
                <span
                  aria-hidden
                  className="absolute inset-y-0 border-l border-dashed border-ink-muted"
                  style={{ left: share(firstByteMs) }}
                />
              )}
            </span>
            <span className="col-span-2 text-sm text-ink-muted sm:col-span-1">
              {milliseconds(span.endMs - span.startMs)}
              {span.note ? `, ${span.note}` : ''}
            </span>
          </li>
        ))}
      </ol>
      <figcaption className="mt-2 text-sm text-ink-muted">
        {describeCount(totalMs)} ms in all
        {firstByteMs === null ? '' : `; the dashed line is the first byte to the caller, after ${describeCount(firstByteMs)} ms`}.
      </figcaption>
    </figure>
  )
}

const tones: Record<Span['tone'], string> = {
  gateway: 'bg-[var(--chart-2)]',
  backend: 'bg-[var(--chart-1)]',
  failed: 'bg-danger',
}

function milliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${describeCount(Math.round(ms))} ms`
}
