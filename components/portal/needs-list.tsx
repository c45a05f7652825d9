import Link from 'next/link'
import type { Need } from '@/components/portal/needs-me'
import { Badge } from '@/components/ui/badge'
import { Section } from '@/components/ui/section'

const words = { bad: 'now', warn: 'soon', accent: 'next' }

/** What waits for the reader; nothing at all where nothing does. */
export function NeedsList({ needs }: { needs: Need[] }) {
  if (needs.length === 0) return null
  return (
    <Section title="Needs you">
      <ul className="divide-y divide-line border-y border-line">
        {needs.map(({ id, tone, text, href, act }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
            <Badge tone={tone}>{words[tone]}</Badge>
            <span className="min-w-0 flex-1 basis-60">{text}</span>
            <Link className="underline underline-offset-2" href={href}>
              {act}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
