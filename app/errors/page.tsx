import type { Metadata } from 'next'
import Link from 'next/link'
import { InlineText } from '@/components/errors/inline-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { type ErrorPage, listErrorPages } from '@/lib/http/error-pages'

export const metadata: Metadata = { title: 'Error codes' }

const planes: { plane: ErrorPage['plane']; title: string; sentence: string }[] = [
  { plane: 'gateway', title: 'Calls to models', sentence: 'In the answer’s error.code, and in the header x-tollgate-code.' },
  { plane: 'management', title: 'The management API', sentence: 'In the problem’s code, under /api/v1.' },
]

/** Which codes are there, and where is mine? */
export default function ErrorsPage() {
  const pages = listErrorPages()
  return (
    <>
      <PageHeader
        title="Error codes"
        sentence={`${pages.length} codes: what each means, whether waiting helps, and what to do.`}
      />
      {planes.map(({ plane, title, sentence }) => (
        <Section key={plane} title={title} sentence={sentence}>
          <ul className="divide-y divide-line border-y border-line">
            {pages
              .filter((page) => page.plane === plane)
              .map(({ code, status, meaning }) => (
                <li key={code} className="grid gap-x-6 py-2 sm:grid-cols-[16rem_3rem_1fr]">
                  <Link
                    href={`/errors/${code}`}
                    className="font-mono text-sm underline-offset-2 hover:underline [overflow-wrap:anywhere]"
                  >
                    {code}
                  </Link>
                  <span className="text-ink-muted tabular-nums">{status}</span>
                  <span className="text-ink-muted">
                    <InlineText text={meaning} />
                  </span>
                </li>
              ))}
          </ul>
        </Section>
      ))}
    </>
  )
}
