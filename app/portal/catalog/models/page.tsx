import type { Metadata } from 'next'
import { allOf } from '@/app/page-data'
import { priceOf } from '@/components/products/catalog-facts'
import { CatalogViews } from '@/components/products/catalog-views'
import { ModelComparison } from '@/components/products/model-comparison'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '@/lib/auth/require-actor'
import { listModels } from '@/lib/control/models/model-queries'
import { listPrices } from '@/lib/control/prices/price-operations'
import { getModelStatus } from '@/lib/http/model-status'

export const metadata: Metadata = { title: 'Models compared' }

/** Which model does what I need, for how much, how fast, and where? */
export default async function ComparedModelsPage() {
  const actor = await requireActor('products.read')
  const [models, prices, status] = await Promise.all([
    allOf(listModels, actor),
    allOf(listPrices, actor, { at: new Date().toISOString() }),
    getModelStatus(actor, {}),
  ])
  const offered = models.filter(({ products }) => products.length > 0)
  return (
    <>
      <PageHeader title="Catalog" sentence={`${countOf(offered.length, 'model')} in the products you can subscribe to.`} />
      <CatalogViews current="models" />
      <ModelComparison
        models={offered.map((model) => {
          const price = priceOf(model.name, prices)
          const stand = status.models.find((one) => one.model === model.name)
          return {
            name: model.name,
            products: model.products.map(({ name }) => name).join(', '),
            capabilities: model.capabilities.join(', '),
            contextWindow: model.contextWindow,
            maxOutputTokens: model.maxOutputTokens,
            price: price
              ? {
                  input: price.perMillion.input,
                  cacheRead: price.perMillion.cacheRead ?? price.perMillion.input,
                  output: price.perMillion.output,
                  currency: price.currency,
                }
              : null,
            regions: stand?.regions.map(({ region }) => region).join(', ') ?? '',
            latencyMs: stand?.latencyMs ?? null,
            state: stand?.state ?? 'unknown',
          }
        })}
      />
    </>
  )
}
