import { clsx } from 'clsx'
import { IntentLink } from '@/components/ui/intent-link'

const pages = [
  { below: '', title: 'Alerts', needsChannels: false },
  { below: '/rules', title: 'Rules', needsChannels: false },
  { below: '/channels', title: 'Channels', needsChannels: true },
  { below: '/history', title: 'Sent', needsChannels: true },
]

type Props = { audience?: 'admin' | 'finance'; current: string; seesChannels: boolean }

/** The four pages about alerts: what is wrong, what is watched, who is told, what was told. The last two are the console's. */
export function AlertNav({ audience = 'admin', current, seesChannels }: Props) {
  return (
    <nav aria-label="Alerts" className="mb-5 flex gap-1 overflow-x-auto border-b border-line">
      {pages
        .filter((page) => (seesChannels && audience === 'admin') || !page.needsChannels)
        .map(({ below, title }) => (
          <IntentLink
            key={below}
            href={`/${audience}/alerts${below}`}
            aria-current={below === current ? 'page' : undefined}
            className={clsx(
              '-mb-px border-b-2 px-2.5 py-1.5 font-medium whitespace-nowrap',
              below === current ? 'border-accent text-ink' : 'border-transparent text-ink-muted hover:text-ink',
            )}
          >
            {title}
          </IntentLink>
        ))}
    </nav>
  )
}
