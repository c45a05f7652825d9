import { clsx } from 'clsx'
import { IntentLink } from '@/components/ui/intent-link'

type View = { href: string; title: string; isCurrent: boolean }

/** Ways to look at the same thing, a link each, so that each has a URL of its own. */
export function ViewLinks({ label, views }: { label: string; views: View[] }) {
  return (
    <nav aria-label={label} className="mb-4 flex gap-1 overflow-x-auto border-b border-line">
      {views.map((view) => (
        <IntentLink
          key={view.href}
          href={view.href}
          aria-current={view.isCurrent ? 'page' : undefined}
          className={clsx(
            '-mb-px border-b-2 px-2.5 py-1.5 font-medium whitespace-nowrap hover:text-ink',
            view.isCurrent ? 'border-accent text-ink' : 'border-transparent text-ink-muted',
          )}
        >
          {view.title}
        </IntentLink>
      ))}
    </nav>
  )
}
