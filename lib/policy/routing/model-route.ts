/** How a product answers those who ask for one of its models: by which model, and by which next where that one cannot. */

export const fallbackCauses = ['error', 'context', 'filter'] as const
export type FallbackCause = (typeof fallbackCauses)[number]

/** All its conditions must hold; the first rule that does, and whose model can do what is asked, decides. */
export type RouteRule = {
  model: string
  header: { name: string; value: string } | null
  /** Among the values of a claim of the caller's token. */
  claim: { name: string; value: string } | null
  promptTokensOver: number | null
  promptTokensUnder: number | null
  /** Of the fullest budget that applies. */
  budgetUsedPercent: number | null
}

export type ModelRoute = {
  /** What callers ask for. */
  model: string
  rules: readonly RouteRule[]
  choose: 'split' | 'cheapest' | 'fastest'
  /** Among which; none: the model that was asked for. */
  targets: readonly { model: string; weight: number }[]
  /** Who stays with a share of a split. */
  stickBy: 'user' | 'key' | 'call'
  fallbacks: readonly { model: string; on: readonly FallbackCause[] }[]
}

type Stored = { model: string } & Partial<
  Omit<ModelRoute, 'rules' | 'fallbacks'> & {
    rules: ({ model: string } & Partial<RouteRule>)[]
    fallbacks: { model: string; on?: FallbackCause[] }[]
  }
>

/** A product's routes by the model that is asked for; null where it has none, as most. */
export function routesOf(stored: readonly Stored[] | null | undefined): ReadonlyMap<string, ModelRoute> | null {
  if (!stored || stored.length === 0) return null
  return new Map(stored.map((route) => [route.model, routeOf(route)]))
}

export function routeOf(stored: Stored): ModelRoute {
  return {
    model: stored.model,
    rules: (stored.rules ?? []).map(({ model, header, claim, promptTokensOver, promptTokensUnder, budgetUsedPercent }) => ({
      model,
      header: header ? { name: header.name.toLowerCase(), value: header.value } : null,
      claim: claim ?? null,
      promptTokensOver: promptTokensOver ?? null,
      promptTokensUnder: promptTokensUnder ?? null,
      budgetUsedPercent: budgetUsedPercent ?? null,
    })),
    choose: stored.choose ?? 'split',
    targets: stored.targets ?? [],
    stickBy: stored.stickBy ?? 'user',
    fallbacks: (stored.fallbacks ?? []).map(({ model, on }) => ({ model, on: on ?? fallbackCauses })),
  }
}
