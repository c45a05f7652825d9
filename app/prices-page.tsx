import { allOf, firstPage } from '@/app/page-data'
import type { SearchParams } from '@/components/data-table/table-query'
import { CreatePrice } from '@/components/prices/create-price'
import { priceSpec } from '@/components/prices/price-list'
import { PriceTable } from '@/components/prices/price-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { type Actor, isAllowed } from '@/lib/access/actor'
import { listModels } from '@/lib/control/models/model-queries'
import { listPrices } from '@/lib/control/prices/price-operations'

/** What does a million tokens cost? The same page for admins and finance. */
export async function PricesView({ actor, params }: { actor: Actor; params: SearchParams }) {
  const [first, inForce, models] = await Promise.all([
    firstPage(listPrices, actor, params, priceSpec),
    allOf(listPrices, actor, { at: new Date().toISOString() }),
    allOf(listModels, actor),
  ])
  const priced = new Set(inForce.map((price) => price.model))
  const missing = models.filter((model) => !priced.has(model.name))
  const canSeeBackends = isAllowed(actor, 'backends.read')
  const sentence =
    missing.length === 0
      ? `Every one of ${countOf(models.length, 'model')} has a price in force.`
      : `${countOf(missing.length, 'model has', 'models have')} no price in force, so the cost of ${missing.length === 1 ? 'its' : 'their'} calls is unknown: ${missing.map((model) => model.name).join(', ')}.`
  return (
    <>
      <PageHeader
        title="Prices"
        sentence={sentence}
        actions={isAllowed(actor, 'prices.create') ? <CreatePrice canSeeBackends={canSeeBackends} /> : null}
      />
      <PriceTable first={first} canSeeBackends={canSeeBackends} />
    </>
  )
}
