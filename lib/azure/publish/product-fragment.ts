/** What a product's rules are in policies of API Management, and which of them it has no policy for. Pure. */
import { policyElement, policyText } from '@/lib/azure/policy-xml/policy-tree'
import { writeElement } from '@/lib/azure/policy-xml/write-policy'
import { cacheElements } from '@/lib/azure/publish/cache-elements'
import type { Loss } from '@/lib/azure/publish/entity'
import { type HeaderNames, limitElement } from '@/lib/azure/publish/limit-element'
import type { OurEstate, OurProduct } from '@/lib/azure/publish/our-estate'
import { type PoolRoute, routingElements } from '@/lib/azure/publish/routing-elements'
import { corsElement, headerElements, lostShaping } from '@/lib/azure/publish/shaping-elements'

type Parts = { routeOf(poolId: string): PoolRoute | undefined; estate: OurEstate }

export type ProductPolicies = {
  /** What is done with a call, as a fragment. */
  xml: string
  /** What is done with its answer, as it stands in the document; empty: nothing. */
  outbound: string
  losses: Loss[]
}

export function productFragment(product: OurProduct, { routeOf, estate }: Parts): ProductPolicies {
  const losses: Loss[] = [...lostShaping(product)]
  const limits = estate.limits.filter((limit) => limit.productId === product.id)
  const backendOf = (poolId: string) => routeOf(poolId)?.backend
  const cache = cacheElements(product, { backendOf, embeddingPools: estate.embeddingPools }, losses)
  const children = [
    policyText('comment', ' What a product of Tollgate asks for. Change it there: this is written anew. '),
    ...corsElement(product, losses),
    ...limits.flatMap((limit) => limitElement(limit, product.headerNames as HeaderNames, losses)),
    ...cache.inbound,
    ...headerElements(product, 'request', losses),
    ...routingElements(product, routeOf, losses),
    policyElement('llm-emit-token-metric', { namespace: 'tollgate' }, [
      policyElement('dimension', { name: 'Subscription ID' }),
      policyElement('dimension', { name: 'Product ID' }),
    ]),
  ]
  const outbound = [...cache.outbound, ...headerElements(product, 'answer', losses)]
  return {
    xml: `${writeElement(policyElement('fragment', {}, children))}\n`,
    outbound: outbound.map((element) => writeElement(element)).join('\n'),
    losses,
  }
}

/** Which limits have nothing that stands for them there. */
export function lostLimits(estate: OurEstate): Loss[] {
  return estate.limits
    .filter(({ productId }) => productId === null)
    .map(({ name }) => ({
      title: name,
      reason: 'It is not of one product: API Management counts by product and subscription only.',
    }))
}
