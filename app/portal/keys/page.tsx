import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { AllKeysTable } from '@/components/keys/all-keys-table'
import { portalKeySpec } from '@/components/keys/key-list'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listKeys } from '@/lib/control/keys/key-queries'
import { getKeySummary } from '@/lib/control/keys/key-summary'

export const metadata: Metadata = { title: 'Keys' }

/** Which keys do we have, who uses them, and which end soon? */
export default async function MyKeysPage({ searchParams }: PageProps) {
  const actor = await requireActor('keys.read')
  const [first, summary] = await Promise.all([
    firstPage(listKeys, actor, await searchParams, portalKeySpec),
    getKeySummary(actor, {}),
  ])
  const ending =
    summary.endingSoon > 0 ? ` ${countOf(summary.endingSoon, 'of them ends', 'of them end')} or is due within a month.` : ''
  return (
    <>
      <PageHeader title="Keys" sentence={`${countOf(summary.active, 'key works', 'keys work')} now.${ending}`} />
      <AllKeysTable
        audience="portal"
        first={first}
        canEdit={isAllowed(actor, 'keys.update')}
        canRotate={isAllowed(actor, 'keys.rotate')}
        canRevoke={isAllowed(actor, 'keys.revoke')}
      />
    </>
  )
}
