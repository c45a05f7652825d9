import { clsx } from 'clsx'
import Link from 'next/link'

const pages = [
  { href: '/admin/alerts', title: 'Alerts', needsChannels: false },
  { href: '/admin/alerts/rules', title: 'Rules', needsChannels: false },
  { href: '/admin/alerts/channels', title: 'Channels', needsChannels: true },
  { href: '/admin/alerts/history', title: 'Sent', needsChannels: true },
]

/** The four pages about alerts: what is wrong, what is watched, who is told, what was told. */
export function AlertNav({ current, seesChannels }: { current: string; seesChannels: boolean }) {
  return (
    <nav aria-label="Alerts" className="mb-5 flex gap-1 overflow-x-auto border-b border-line">
      {pages
        .filter((page) => seesChannels || !page.needsChannels)
        .map(({ href, title }) => (
          <Link
            key={href}
            href={href}
            aria-current={href === current ? 'page' : undefined}
            className={clsx(
              '-mb-px border-b-2 px-2.5 py-1.5 font-medium whitespace-nowrap',
              href === current ? 'border-accent text-ink' : 'border-transparent text-ink-muted hover:text-ink',
            )}
          >
            {title}
          </Link>
        ))}
    </nav>
  )
}
