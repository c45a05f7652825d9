import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { ImportUsage } from '@/components/apim-usage/import-usage'
import { pullSpec } from '@/components/apim-usage/pull-list'
import { UsagePulls } from '@/components/apim-usage/pull-table'
import { usageSpec } from '@/components/apim-usage/usage-list'
import { UsageImportTable } from '@/components/apim-usage/usage-table'
import { countOf, describeCount } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listUsagePulls } from '@/lib/azure/usage/pull-operations'
import { listUsageImports } from '@/lib/azure/usage/usage-operations'

export const metadata: Metadata = { title: 'API Management usage' }

/** Is traffic charged that does not pass this gateway? */
export default async function ApimUsagePage({ searchParams }: PageProps) {
  const actor = await requireActor('usage.read')
  const params = await searchParams
  const [first, pulls, all, instances] = await Promise.all([
    firstPage(listUsageImports, actor, params, usageSpec),
    firstPage(listUsagePulls, actor, params, pullSpec),
    allOf(listUsageImports, actor),
    allOf(listUsagePulls, actor),
  ])
  const booked = all.reduce((sum, one) => sum + one.booked, 0)
  const sources = new Set(all.map(({ source }) => source)).size
  const failing = instances.filter(({ lastError }) => lastError !== null).length
  const warning = failing > 0 ? ` ${countOf(failing, 'instance', 'instances')} could not be asked last time: see below.` : ''
  const sentence =
    all.length === 0
      ? 'No usage of API Management is in the ledger: chargeback covers the calls of this gateway alone.'
      : `${describeCount(booked)} calls that passed ${countOf(sources, 'other gateway', 'other gateways')} are in the ledger and in chargeback.`
  return (
    <>
      <PageHeader title="API Management usage" sentence={`${sentence}${warning}`} />
      <UsageImportTable first={first} />
      <UsagePulls first={pulls} canSet={isAllowed(actor, 'usage.import')} />
      {isAllowed(actor, 'usage.import') ? <ImportUsage /> : null}
    </>
  )
}
