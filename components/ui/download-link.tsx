import { Download } from 'lucide-react'
import type { ReactNode } from 'react'

/** A line that leads to a file: what it is, and beside it what is in it. */
export function DownloadLink({ href, children, note }: { href: string; children: ReactNode; note: string }) {
  return (
    <p className="mt-3 text-sm">
      <a className="underline underline-offset-2" href={href} download>
        <Download aria-hidden className="mr-1 inline size-4 align-text-bottom" /> {children}
      </a>{' '}
      <span className="text-ink-muted">{note}</span>
    </p>
  )
}
