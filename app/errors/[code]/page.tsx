import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { InlineText } from '@/components/errors/inline-text'
import { Facts } from '@/components/ui/facts'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { findErrorPage } from '@/lib/http/error-pages'

type Props = { params: Promise<{ code: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${(await params).code}` }
}

/** What does this code mean, does waiting help, and what do I do? */
export default async function ErrorCodePage({ params }: Props) {
  const page = findErrorPage((await params).code)
  if (!page) notFound()
  const { code, status, plane, group, meaning, waiting, advice } = page
  return (
    <>
      <PageHeader title={<span className="font-mono">{code}</span>} sentence={<InlineText text={meaning} />} />
      <Facts
        facts={[
          { label: 'Status', value: String(status) },
          { label: 'Does waiting help?', value: <InlineText text={waiting} /> },
          { label: 'What to do', value: advice ? <InlineText text={advice} /> : 'Nothing: nobody reads this answer.' },
          { label: 'Said by', value: plane === 'gateway' ? `The gateway, about ${group.toLowerCase()}` : 'The management API' },
        ]}
      />
      <Section title="Where to look">
        {plane === 'gateway' ? (
          <p>
            Signed in, you see{' '}
            <Link className="underline underline-offset-2" href={`/portal/calls?code=${code}`}>
              your calls with this code
            </Link>
            , each with the steps it took. Quote the call’s <code>x-request-id</code> when you ask for help.
          </p>
        ) : (
          <p>
            Quote the answer’s <code>requestId</code> when you ask for help.
          </p>
        )}
      </Section>
    </>
  )
}
