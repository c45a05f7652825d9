import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { commitmentSpec } from '@/components/commitments/commitment-list'
import { CommitmentTable } from '@/components/commitments/commitment-table'
import { CreateCommitment } from '@/components/commitments/create-commitment'
import { describeCosts } from '@/components/reports/cost-text'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import type { Commitment } from '@/lib/contracts/commitment'
import { listCommitmentBackends, listCommitments } from '@/lib/control/commitments/commitment-operations'

export const metadata: Metadata = { title: 'Commitments' }

/** What do we pay by the hour, whatever is used? */
export default async function CommitmentsPage({ searchParams }: PageProps) {
  const actor = await requireActor('commitments.read')
  const canCreate = isAllowed(actor, 'commitments.create')
  const [first, running, backends] = await Promise.all([
    firstPage(listCommitments, actor, await searchParams, commitmentSpec),
    allOf(listCommitments, actor, { state: 'running' }),
    canCreate ? listCommitmentBackends(actor, {}) : { items: [] },
  ])
  const choices = backends.items.map(({ id, name, region }) => ({ value: id, label: region ? `${name} · ${region}` : name }))
  return (
    <>
      <PageHeader
        title="Commitments"
        sentence={sentenceOf(running)}
        actions={canCreate ? <CreateCommitment backends={choices} /> : null}
      />
      <CommitmentTable first={first} />
    </>
  )
}

function sentenceOf(running: Commitment[]): string {
  if (running.length === 0) return 'Nothing is paid by the hour now: every call is billed by token.'
  const costs = running.map(({ currency, hourlyCost }) => ({ currency, cost: hourlyCost }))
  return `${countOf(running.length, 'commitment costs', 'commitments cost')} ${describeCosts(costs)} an hour, used or not.`
}
