import { allOf, firstPage } from '@/app/page-data'
import type { SearchParams } from '@/components/data-table/table-query'
import { CreatePrice } from '@/components/prices/create-price'
import { ImportPrices } from '@/components/prices/import-prices'
import { pricesFor } from '@/components/prices/price-list'
import { PriceTable } from '@/components/prices/price-table'
import { UnpricedTable } from '@/components/prices/unpriced-table'
import { buttonClass } from '@/components/ui/button'
import { countOf, describeCount } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { type Actor, isAllowed } from '@/lib/access/actor'
import { listModels } from '@/lib/control/models/model-queries'
import { listPrices } from '@/lib/control/prices/price-operations'
import { getUnpricedModels } from '@/lib/http/report-queries'

/** What does a million tokens cost? The same page for admins and finance. */
export async function PricesView({ actor, params }: { actor: Actor; params: SearchParams }) {
  const canSeeBackends = isAllowed(actor, 'backends.read')
  const [first, inForce, toCome, models, unpriced] = await Promise.all([
    firstPage(listPrices, actor, params, pricesFor(canSeeBackends)),
    allOf(listPrices, actor, { at: new Date().toISOString() }),
    allOf(listPrices, actor, { state: 'to-come' }),
    allOf(listModels, actor),
    getUnpricedModels(actor, {}),
  ])
  const priced = new Set(inForce.map((price) => price.model))
  const missing = models.filter((model) => !priced.has(model.name))
  const canSet = isAllowed(actor, 'prices.create')
  const next = toCome.length > 0 ? ` ${countOf(toCome.length, 'price is', 'prices are')} to come.` : ''
  const sentence =
    missing.length === 0
      ? `Every one of ${countOf(models.length, 'model')} has a price in force.`
      : `${countOf(missing.length, 'model has', 'models have')} no price in force, so the cost of ${missing.length === 1 ? 'its' : 'their'} calls is unknown: ${missing.map((model) => model.name).join(', ')}.`
  const calls = unpriced.items.reduce((sum, row) => sum + row.calls, 0)
  return (
    <>
      <PageHeader
        title="Prices"
        sentence={sentence + next}
        actions={
          <>
            <a href="/api/v1/prices/export?format=csv" download className={buttonClass('secondary', 'medium')}>
              Export CSV
            </a>
            {canSet ? <ImportPrices /> : null}
            {canSet ? <CreatePrice canSeeBackends={canSeeBackends} /> : null}
          </>
        }
      />
      <PriceTable first={first} canSeeBackends={canSeeBackends} />
      {calls > 0 ? (
        <Section
          title="Used without a price"
          sentence={`${describeCount(calls)} calls of the last 30 days had no price in force when they were made; their cost is unknown, not zero.`}
        >
          <UnpricedTable rows={unpriced.items} />
        </Section>
      ) : null}
    </>
  )
}
