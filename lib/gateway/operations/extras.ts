/** What in a request costs more than its tokens: tools that providers run themselves, and tiers that no price of ours names. */
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'

export type Extras = {
  /** The field that asks for what nobody can bound before it is done; null where there is none. */
  unbounded: string | null
  /** Is it billed at a price we do not know? */
  isUnpriced: boolean
  /** A price that names this tells it all the same: `batch`, or a kind of unit. */
  billedBy?: string | null
}

/** Kinds of tools that callers run themselves: the model only asks for them. */
const ownTools = new Set(['function', 'custom'])
const pricedTiers = new Set(['auto', 'default'])

export function extrasOf(body: JsonObject): Extras {
  const { tools, web_search_options, service_tier } = body
  const isHosted = Array.isArray(tools) && tools.some((tool) => !ownTools.has(wordOf(asObject(tool)?.type ?? 'function')))
  const isSearching = web_search_options !== undefined && web_search_options !== null
  const isUnpriced = service_tier !== undefined && service_tier !== null && !pricedTiers.has(wordOf(service_tier))
  const unbounded = isHosted ? 'tools' : isSearching ? 'web_search_options' : isUnpriced ? 'service_tier' : null
  // Their own word for it: as patient as a batch, and as cheap.
  return { unbounded, isUnpriced, billedBy: service_tier === 'flex' ? 'batch' : null }
}
