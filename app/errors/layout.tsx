import Link from 'next/link'
import type { ReactNode } from 'react'
import { Mark } from '@/components/shell/mark'

/** For everybody: whoever was refused may have no account here. */
export default function ErrorsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <header className="border-b border-line px-4 py-3 sm:px-8">
        <nav aria-label="Main" className="mx-auto flex max-w-[860px] items-center gap-6">
          <Link href="/" className="flex items-center gap-2 text-lg font-semibold tracking-tight">
            <Mark /> Tollgate
          </Link>
          <Link href="/errors" className="text-ink-muted hover:text-ink">
            Error codes
          </Link>
        </nav>
      </header>
      <main id="main" className="mx-auto w-full max-w-[860px] px-4 pt-6 pb-20 sm:px-8">
        {children}
      </main>
    </>
  )
}
