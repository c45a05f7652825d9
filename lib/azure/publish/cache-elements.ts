/** A product's cache as the two policies of API Management: one that looks for an answer, one that keeps it. Pure. */
import { type PolicyElement, policyElement } from '@/lib/azure/policy-xml/policy-tree'
import type { Loss } from '@/lib/azure/publish/entity'
import type { OurProduct } from '@/lib/azure/publish/our-estate'
import type { ProductCache } from '@/lib/contracts/product-cache'

type Parts = { backendOf(poolId: string): string | undefined; embeddingPools: ReadonlyMap<string, string> }
type Policies = { inbound: PolicyElement[]; outbound: PolicyElement[] }

const NONE: Policies = { inbound: [], outbound: [] }

/** `embeddingPools`: of each model that compares questions, the pool that answers it. */
export function cacheElements({ name, cache }: OurProduct, { backendOf, embeddingPools }: Parts, losses: Loss[]): Policies {
  const {
    mode = 'off',
    semantic = null,
    isolateBy = 'tenant',
    header = null,
    ttlSeconds = 3_600,
    rules = [],
  } = cache as Partial<ProductCache>
  const lose = (reason: string) => losses.push({ title: name, reason })
  if (mode === 'off') return NONE
  if (mode === 'exact' || semantic === null) {
    lose('Its answers are kept here only: API Management finds answers to a POST by meaning alone.')
    return NONE
  }
  const pool = embeddingPools.get(semantic.embeddingModel)
  const backend = pool === undefined ? undefined : backendOf(pool)
  if (backend === undefined) {
    lose(`Its answers are kept here only: ${semantic.embeddingModel} has no pool that can be published.`)
    return NONE
  }
  lose('Its cache needs an external Redis there, and its rules of what is kept are not published.')
  if (rules.length > 0) lose('How long an answer is kept is one time there, whatever it is about.')
  if (isolateBy === 'tenant') lose('Its answers are shared within a tenant; there each subscription has its own.')
  const lookup = policyElement(
    'llm-semantic-cache-lookup',
    {
      'score-threshold': String(Math.round((1 - semantic.threshold) * 1000) / 1000),
      'embeddings-backend-id': backend,
      'embeddings-backend-auth': 'system-assigned',
      'ignore-system-messages': String(semantic.ignoresSystemPrompt),
      'max-message-count': String(semantic.maxMessages),
    },
    variedBy(isolateBy, header).map((expression) => policyElement('vary-by', {}, [expression])),
  )
  return { inbound: [lookup], outbound: [policyElement('llm-semantic-cache-store', { duration: String(ttlSeconds) })] }
}

/** Never wider than here: what is shared within a tenant only must not be found by another, and API Management knows no tenants. */
function variedBy(isolateBy: ProductCache['isolateBy'], header: string | null): string[] {
  const bySubscription = '@(context.Subscription.Id)'
  if (isolateBy === 'user') return ['@(context.User.Id)', bySubscription]
  if (isolateBy === 'header' && header !== null)
    return [`@(context.Request.Headers.GetValueOrDefault("${header}", ""))`, bySubscription]
  return [bySubscription]
}
