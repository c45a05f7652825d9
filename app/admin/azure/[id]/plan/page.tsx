import type { Metadata } from 'next'
import { InstanceHead } from '@/app/admin/azure/[id]/instance-head'
import { type DetailProps, firstPage, found, listWithin } from '@/app/page-data'
import { ChangeChoices, ImportProgress } from '@/components/azure/plan-actions'
import { PlanTable } from '@/components/azure/plan-table'
import { describeCounts, planSpec } from '@/components/azure/plan-words'
import { VerdictBar } from '@/components/azure/verdict-bar'
import { EmptyState } from '@/components/ui/empty-state'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getAzurePlan, listAzurePlanItems } from '@/lib/azure/import/plan-operations'
import { getAzureInstance } from '@/lib/azure/instances/instance-operations'

export const metadata: Metadata = { title: 'Plan and import' }

/** What does this instance become here, and what is lost on the way? */
export default async function AzurePlanPage({ params, searchParams }: DetailProps) {
  const actor = await requireActor('azure.read')
  const { id } = await params
  const instance = await found(getAzureInstance(actor, { id }))
  const counts = instance.lastRead?.counts
  const isRead = counts !== null && counts !== undefined
  const plan = isRead ? await found(getAzurePlan(actor, { id })) : null
  if (!plan)
    return (
      <>
        <InstanceHead instance={instance} view="plan" sentence="There is no plan yet: the instance has not been read." />
        <EmptyState
          title="Read the instance first"
          advice="Go to “What is there” and read it. The plan is made of what was read; nothing is written by it."
        />
      </>
    )
  const canImport = isAllowed(actor, 'azure.import')
  const list = listWithin(listAzurePlanItems, { id })
  return (
    <>
      <InstanceHead
        instance={instance}
        view="plan"
        sentence={describeCounts(plan.counts)}
        actions={canImport ? <ChangeChoices plan={plan} /> : null}
      />
      <VerdictBar plan={plan} />
      <ImportProgress plan={plan} canImport={canImport} />
      <Section
        title="Thing by thing"
        sentence={
          <>
            As the instance was <Time value={plan.readAt} style="ago" />, with the models{' '}
            {plan.models.join(', ') || 'still to be chosen'}.
          </>
        }
      >
        <PlanTable instanceId={id} first={await firstPage(list, actor, await searchParams, planSpec)} />
      </Section>
    </>
  )
}
