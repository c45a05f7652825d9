import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { reconcileSpec } from '@/components/reconcile/reconcile-list'
import { ReconcileTable } from '@/components/reconcile/reconcile-table'
import { UploadBill } from '@/components/reconcile/upload-bill'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import type { Reconciliation } from '@/lib/contracts/reconciliation'
import { listReconciliations } from '@/lib/control/reconcile/reconcile-operations'

export const metadata: Metadata = { title: 'Reconcile' }

/** Do providers bill what the ledger says they should? */
export default async function ReconcilePage({ searchParams }: PageProps) {
  const actor = await requireActor('reconciliations.read')
  const params = await searchParams
  const [first, last] = await Promise.all([
    firstPage(listReconciliations, actor, params, reconcileSpec),
    listReconciliations(actor, { limit: 1 }),
  ])
  return (
    <>
      <PageHeader
        title="Reconcile"
        sentence={sentenceOf(last.items[0])}
        actions={isAllowed(actor, 'reconciliations.create') ? <UploadBill /> : null}
      />
      <ReconcileTable first={first} />
    </>
  )
}

function sentenceOf(last: Reconciliation | undefined): string {
  if (!last) return 'No provider’s bill has been laid beside the ledger yet.'
  const days = last.from === last.to ? last.from : `${last.from} to ${last.to}`
  if (last.differing === 0) return `The last bill (${last.fileName}, ${days}) agrees with the ledger on every day.`
  return `The last bill (${last.fileName}, ${days}) differs from the ledger in ${countOf(last.differing, 'day of a model', 'days of models')}.`
}
