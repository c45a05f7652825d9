import { clsx } from 'clsx'

/** How much of a limit is used: a bar that turns amber near the end and red at it; the words beside it say the same. */
export function Meter({ label, used, all }: { label: string; used: number; all: number }) {
  const share = all > 0 ? Math.min(1, used / all) : 1
  const colour = share >= 1 ? 'bg-danger' : share >= 0.8 ? 'bg-bar-warn' : 'bg-accent'
  return (
    // biome-ignore lint/a11y/useSemanticElements: <meter> cannot be coloured alike in all browsers
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      className="h-1.5 overflow-hidden rounded-full bg-hover"
    >
      <div className={clsx('h-full rounded-full', colour)} style={{ width: `${Math.max(share * 100, share > 0 ? 1 : 0)}%` }} />
    </div>
  )
}
