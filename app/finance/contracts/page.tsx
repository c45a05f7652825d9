import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { contractSpec } from '@/components/price-contracts/contract-list'
import { ContractTable } from '@/components/price-contracts/contract-table'
import { CreateContract } from '@/components/price-contracts/create-contract'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listContracts } from '@/lib/control/price-contracts/contract-operations'

export const metadata: Metadata = { title: 'Contracts' }

/** Who pays something else than the list price? */
export default async function ContractsPage({ searchParams }: PageProps) {
  const actor = await requireActor('contracts.read')
  const [first, inForce] = await Promise.all([
    firstPage(listContracts, actor, await searchParams, contractSpec),
    allOf(listContracts, actor, { state: 'in-force' }),
  ])
  const of = (kind: string) => inForce.filter((one) => one.kind === kind).length
  const sentence =
    inForce.length === 0
      ? 'Everybody pays the list prices.'
      : `${countOf(of('discount'), 'discount')} and ${countOf(of('margin'), 'margin')} are in force beside the list prices.`
  return (
    <>
      <PageHeader
        title="Contracts"
        sentence={sentence}
        actions={isAllowed(actor, 'contracts.create') ? <CreateContract /> : null}
      />
      <ContractTable first={first} />
    </>
  )
}
