/** Which model answers a call, and why: the same decision for a call and for its preview. */
import type { ModelRoute, RouteRule } from '@/lib/policy/routing/model-route'
import { type Claims, claimValues } from '@/lib/policy/tokens/claims'

/** What is known of a call before it is sent. */
export type RouteFacts = {
  header(name: string): string | undefined
  /** What the caller's token says; null: there was none. */
  claims: Claims | null
  promptTokens: number
  /** The caller's own maximum; null: none. */
  maxOutput: number | null
  /** What a model must be able to do. */
  needs: readonly string[]
  /** Of the fullest budget that applies; null: there is none, or it was not looked at. */
  budgetUsedPercent: number | null
  /** From 0 up to 1: where the call, or whoever makes it, stands in a split. */
  place: number
}

export type RouteModel = {
  name: string
  capabilities: ReadonlySet<string>
  contextWindow: number
  /** What a call like this would cost; null: unknown. */
  cost: bigint | null
  /** Of answers lately; null: unknown. */
  latencyMs: number | null
}

export type RouteDecision = { model: string; why: string }

/** `findModel` gives null for what does not exist, or may not answer this caller. */
export function decideRoute(route: ModelRoute, facts: RouteFacts, findModel: (name: string) => RouteModel | null): RouteDecision {
  const fits = (name: string) => {
    const model = findModel(name)
    return model && isFit(model, facts) ? model : null
  }
  for (const [index, rule] of route.rules.entries()) {
    const why = conditionsOf(rule, facts)
    if (why !== null && fits(rule.model)) return { model: rule.model, why: `rule ${index + 1}: ${why}` }
  }
  const among = route.targets.flatMap(({ model, weight }) => {
    const found = fits(model)
    return found ? [{ ...found, weight }] : []
  })
  if (among.length > 0) return chooseAmong(route, facts, among)
  const asked = findModel(route.model)
  if (asked && !isFit(asked, facts)) {
    const longer = route.fallbacks.find(({ model, on }) => on.includes('context') && fits(model))
    if (longer) return { model: longer.model, why: `the prompt is too long for ${route.model}` }
  }
  return { model: route.model, why: 'as asked' }
}

function chooseAmong(
  { choose, stickBy }: ModelRoute,
  { place }: RouteFacts,
  among: readonly (RouteModel & { weight: number })[],
): RouteDecision {
  if (choose === 'cheapest') {
    const { name } = leastOf(among, (model) => model.cost)
    return { model: name, why: 'the cheapest that can' }
  }
  if (choose === 'fastest') {
    const { name } = leastOf(among, (model) => model.latencyMs)
    return { model: name, why: 'the fastest lately that can' }
  }
  const total = among.reduce((sum, { weight }) => sum + weight, 0)
  let left = place * total
  let chosen = among[0]
  for (const model of among) {
    if (model.weight <= 0) continue
    chosen = model
    left -= model.weight
    if (left < 0) break
  }
  const { name = '', weight = 0 } = chosen ?? {}
  const percent = total === 0 ? 100 : Math.round((weight / total) * 1000) / 10
  return { model: name, why: `its share of ${percent} %, by ${stickBy}` }
}

/** The first of the least; what is unknown comes last. */
function leastOf<M, N extends number | bigint>(list: readonly M[], of: (one: M) => N | null): M {
  return list.reduce((best, one) => {
    const [a, b] = [of(best), of(one)]
    return b !== null && (a === null || b < a) ? one : best
  })
}

function isFit({ capabilities, contextWindow }: RouteModel, { needs, promptTokens, maxOutput }: RouteFacts): boolean {
  return needs.every((need) => capabilities.has(need)) && promptTokens + (maxOutput ?? 0) <= contextWindow
}

/** The conditions in words where all of them hold; else null. */
function conditionsOf(rule: RouteRule, facts: RouteFacts): string | null {
  const words: string[] = []
  const { header, claim, promptTokensOver, promptTokensUnder, budgetUsedPercent } = rule
  if (header !== null) {
    if (facts.header(header.name) !== header.value) return null
    words.push(`${header.name} is ${header.value}`)
  }
  if (claim !== null) {
    if (facts.claims === null || !claimValues(facts.claims, claim.name).includes(claim.value)) return null
    words.push(`the claim ${claim.name} has ${claim.value}`)
  }
  if (promptTokensOver !== null) {
    if (facts.promptTokens <= promptTokensOver) return null
    words.push(`more than ${promptTokensOver} tokens`)
  }
  if (promptTokensUnder !== null) {
    if (facts.promptTokens >= promptTokensUnder) return null
    words.push(`fewer than ${promptTokensUnder} tokens`)
  }
  if (budgetUsedPercent !== null) {
    if (facts.budgetUsedPercent === null || facts.budgetUsedPercent < budgetUsedPercent) return null
    words.push(`${Math.floor(facts.budgetUsedPercent)} % of a budget used`)
  }
  return words.join(', ') || 'always'
}
