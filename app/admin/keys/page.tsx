import type { Metadata } from 'next'
import Link from 'next/link'
import { firstPage, type PageProps } from '@/app/page-data'
import { AllKeysTable } from '@/components/keys/all-keys-table'
import { keySpec } from '@/components/keys/key-list'
import { Figures } from '@/components/ui/figures'
import { countOf, describeCount } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listKeys } from '@/lib/control/keys/key-queries'
import { getKeySummary } from '@/lib/control/keys/key-summary'

export const metadata: Metadata = { title: 'Keys' }

/** Whose is this key, and which ones need somebody's hand? */
export default async function KeysPage({ searchParams }: PageProps) {
  const actor = await requireActor('keys.read')
  const [first, summary] = await Promise.all([firstPage(listKeys, actor, await searchParams, keySpec), getKeySummary(actor, {})])
  return (
    <>
      <PageHeader
        title="Keys"
        sentence={`${countOf(summary.active, 'key works', 'keys work')} now. Found one where it should not be? Search for its last four characters.`}
      />
      <Figures
        figures={[
          { label: 'Working', value: describeCount(summary.active) },
          {
            label: 'End or are due',
            value: <Link href="/admin/keys?endsWithinDays=30">{describeCount(summary.endingSoon)}</Link>,
            note: 'within a month',
          },
          {
            label: 'Unused',
            value: <Link href="/admin/keys?unusedDays=90">{describeCount(summary.unused)}</Link>,
            note: 'for a quarter, or never',
          },
        ]}
      />
      <AllKeysTable
        first={first}
        canEdit={isAllowed(actor, 'keys.update')}
        canRotate={isAllowed(actor, 'keys.rotate')}
        canRevoke={isAllowed(actor, 'keys.revoke')}
      />
    </>
  )
}
