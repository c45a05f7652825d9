import { Badge, type Tone } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import type { BrandingSettings } from '@/lib/contracts/settings'

const tones: Record<BrandingSettings['announcementKind'], Tone> = { news: 'accent', maintenance: 'warn', incident: 'bad' }

/** What the platform's team has to say now; nothing once its time is over. */
export function Announcement({ branding, nowMs }: { branding: BrandingSettings; nowMs: number }) {
  const { announcement, announcementKind: kind, announcementUntil: until } = branding
  if (!announcement || (until !== null && Date.parse(until) <= nowMs)) return null
  return (
    <aside aria-label="Announcement" className="mb-6 max-w-3xl rounded-md border border-line p-4">
      <p className="whitespace-pre-line">
        <Badge tone={tones[kind]}>{kind}</Badge> {announcement}
      </p>
      {until ? (
        <p className="mt-1 text-sm text-ink-muted">
          Until <Time value={until} />
        </p>
      ) : null}
    </aside>
  )
}
