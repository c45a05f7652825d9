import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { CheckToken } from '@/components/token-issuers/check-token'
import { CreateIssuer } from '@/components/token-issuers/issuer-dialogs'
import { issuerSpec } from '@/components/token-issuers/issuer-list'
import { IssuerTable } from '@/components/token-issuers/issuer-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listIssuers } from '@/lib/control/token-issuers/issuer-queries'

export const metadata: Metadata = { title: 'Token issuers' }

/** Whose tokens may callers bring? */
export default async function TokenIssuersPage({ searchParams }: PageProps) {
  const actor = await requireActor('issuers.read')
  const [first, trusted] = await Promise.all([
    firstPage(listIssuers, actor, await searchParams, issuerSpec),
    allOf(listIssuers, actor, { enabled: 'yes' }),
  ])
  const users = trusted.reduce((sum, { userCount }) => sum + userCount, 0)
  const sentence =
    trusted.length === 0
      ? 'No issuer is trusted: every call needs a subscription key.'
      : `Tokens of ${countOf(trusted.length, 'issuer')} are taken instead of a key, or beside one; ${countOf(users, 'caller has', 'callers have')} come with one so far.`
  return (
    <>
      <PageHeader
        title="Token issuers"
        sentence={sentence}
        actions={isAllowed(actor, 'issuers.create') ? <CreateIssuer /> : null}
      />
      <IssuerTable first={first} canEdit={isAllowed(actor, 'issuers.update')} />
      {isAllowed(actor, 'issuers.check') ? <CheckToken /> : null}
    </>
  )
}
