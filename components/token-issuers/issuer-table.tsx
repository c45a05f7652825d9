'use client'

import Link from 'next/link'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { EditIssuer } from '@/components/token-issuers/issuer-dialogs'
import { issuerSpec } from '@/components/token-issuers/issuer-list'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import type { FirstPage } from '@/lib/client/use-list'
import type { TokenIssuer } from '@/lib/contracts/token-issuer'

/** Whose tokens callers may bring, and what is asked of them. */
export function IssuerTable({ first, canEdit }: { first: FirstPage<TokenIssuer> | undefined; canEdit: boolean }) {
  return (
    <ListTable
      label="Token issuers"
      path="token-issuers"
      columns={columns}
      rowId={(issuer) => issuer.id}
      spec={issuerSpec}
      first={first}
      empty={
        <EmptyState
          title="No token issuer yet"
          advice="Callers need a subscription key. Trust an issuer, such as your Microsoft Entra ID tenant, and applications can call with tokens of their own instead of a key, or beside one."
        />
      }
      rowActions={canEdit ? (issuer) => <EditIssuer issuer={issuer} /> : undefined}
    />
  )
}

const columns: ColumnSpec<TokenIssuer>[] = [
  {
    id: 'name',
    title: 'Name',
    text: (issuer) => issuer.name,
    cell: (issuer) => (
      <Link href={`/admin/token-issuers/${issuer.id}`} className="hover:underline">
        {issuer.name}
      </Link>
    ),
    sortBy: 'name',
  },
  { id: 'issuer', title: 'Issuer', text: (issuer) => issuer.issuer },
  { id: 'audiences', title: 'Audiences', text: (issuer) => issuer.audiences.join(', ') },
  { id: 'callers', title: 'Rules for callers', text: (issuer) => describeCount(issuer.callers.length), isNumeric: true },
  { id: 'users', title: 'Callers seen', text: (issuer) => describeCount(issuer.userCount), isNumeric: true },
  {
    id: 'state',
    title: 'State',
    text: (issuer) => (issuer.isEnabled ? 'trusted' : 'switched off'),
    cell: ({ isEnabled }) => <Badge tone={isEnabled ? 'good' : 'neutral'}>{isEnabled ? 'trusted' : 'switched off'}</Badge>,
  },
  { id: 'algorithms', title: 'Signed with', text: (issuer) => issuer.algorithms.join(', '), isHiddenAtFirst: true },
]
