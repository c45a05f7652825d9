import type { Metadata } from 'next'
import type { PageProps } from '@/app/page-data'
import { LimitsLeft } from '@/components/limits/limits-left'
import { describeCosts } from '@/components/reports/cost-text'
import { ModelUsageTable } from '@/components/reports/model-usage-table'
import { RangeLinks, rangeQuery, ranges, readRange } from '@/components/reports/range-links'
import { UsageByModel } from '@/components/reports/usage-by-model'
import { UsageByTable } from '@/components/reports/usage-by-table'
import { UsageChart } from '@/components/reports/usage-chart'
import { describeMoney } from '@/components/ui/money-text'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { AddWarning, MyWarnings } from '@/components/warnings/my-warnings'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getMyUsage } from '@/lib/control/me/my-usage'
import { getProduct } from '@/lib/control/products/product-queries'
import { listWarnings } from '@/lib/control/warnings/warning-operations'
import { getUsage, getUsageBy } from '@/lib/http/report-queries'

export const metadata: Metadata = { title: 'Usage' }

const MOST_MODELS = 8
const MOST_PRODUCTS = 20

/** How much did we use, and how near are we to our limits? */
export default async function MyUsagePage({ searchParams }: PageProps) {
  const actor = await requireActor('reports.usage')
  const range = readRange((await searchParams).range)
  const query = rangeQuery(range, Date.now())
  const span = { from: query.from, to: query.to }
  const [usage, mine, byKey, byEndUser, byCode, warnings] = await Promise.all([
    getUsage(actor, query),
    getMyUsage(actor, {}),
    getUsageBy(actor, { by: 'key', ...span }),
    getUsageBy(actor, { by: 'endUser', ...span }),
    getUsageBy(actor, { by: 'code', ...span }),
    listWarnings(actor, {}),
  ])
  const productIds = [...new Set(mine.subscriptions.map(({ subscription }) => subscription.productId))].slice(0, MOST_PRODUCTS)
  const products = await Promise.all(productIds.map((id) => getProduct(actor, { id })))
  const names = [...new Set(products.flatMap((product) => product.models))].slice(0, MOST_MODELS)
  const models = await Promise.all(names.map(async (model) => ({ model, usage: await getUsage(actor, { ...query, model }) })))
  return (
    <>
      <PageHeader
        title="Usage"
        sentence={`${countOf(usage.total.calls, 'call')} for ${describeCosts(usage.total.costs)} in the last ${ranges[range].title}.`}
        actions={<RangeLinks current={range} path="/portal/usage" />}
      />
      <UsageChart usage={usage} />
      <Section title="By model">
        <UsageByModel models={models} />
        <div className="mt-6">
          <ModelUsageTable models={models} />
        </div>
      </Section>
      {isAllowed(actor, 'keys.read') ? (
        <>
          <Section title="By key" sentence="Who of us took how much.">
            <UsageByTable usage={byKey} />
          </Section>
          <Section title="By end user" sentence="As callers name them in the body’s user field: asserted, not proven.">
            <UsageByTable usage={byEndUser} />
          </Section>
        </>
      ) : null}
      <Section title="Refused and failed" sentence="Why, how often, and when last.">
        <UsageByTable usage={byCode} />
      </Section>
      <Section
        title="My warnings"
        sentence="Yours alone: told to you by mail, once in a month."
        actions={
          <AddWarning
            subscriptions={mine.subscriptions.map(({ subscription }) => ({ value: subscription.id, label: subscription.name }))}
          />
        }
      >
        <MyWarnings first={warnings.items} />
      </Section>
      <Section title="Against my limits" sentence="Now, not over the time chosen above.">
        {mine.subscriptions.length === 0 ? <p className="text-ink-muted">You have no active subscription.</p> : null}
        <div className="space-y-6">
          {mine.subscriptions.map(({ subscription, limits, cost }) => (
            <section key={subscription.id} aria-label={subscription.name}>
              <h3 className="mb-2 font-medium">
                {subscription.name} <span className="font-normal text-ink-muted">{subscription.productName}</span>
              </h3>
              <p className="mb-2 text-ink-muted">
                {cost.costs.length === 0
                  ? 'Nothing spent this month.'
                  : `${cost.costs.map(({ currency, amount }) => describeMoney(amount, currency)).join(' and ')} this month`}
                {cost.unpricedCalls > 0 ? `, and ${countOf(cost.unpricedCalls, 'call')} without a price` : ''}
              </p>
              <LimitsLeft limits={limits} />
            </section>
          ))}
        </div>
      </Section>
    </>
  )
}
