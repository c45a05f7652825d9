import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { revocableTokens } from '@/app/revocable-tokens'
import { CreateToken } from '@/components/tokens/create-token'
import { tokenSpec } from '@/components/tokens/token-list'
import { TokenTable } from '@/components/tokens/token-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowedEverywhere } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { countTokens, listTokens } from '@/lib/control/management-tokens/token-operations'

export const metadata: Metadata = { title: 'Management tokens' }

/** Which scripts can act here? */
export default async function TokensPage({ searchParams }: PageProps) {
  const actor = await requireActor('tokens.read')
  const [first, { active }] = await Promise.all([
    firstPage(listTokens, actor, await searchParams, tokenSpec),
    countTokens(actor, {}),
  ])
  return (
    <>
      <PageHeader
        title="Management tokens"
        sentence={`${countOf(active, 'token')} can call the management API; each may do what its owner may do now, never more.`}
        actions={<CreateToken canChooseOwner={isAllowedEverywhere(actor, 'users.read')} />}
      />
      <TokenTable first={first} canRevoke={revocableTokens(actor)} />
    </>
  )
}
