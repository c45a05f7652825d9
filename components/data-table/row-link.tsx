import Link from 'next/link'
import type { ReactNode } from 'react'

/** From a row to its page. Not read ahead: a table has fifty rows, and its reader opens one. */
export function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} prefetch={false} className="hover:underline">
      {children}
    </Link>
  )
}
