/** What the readers of single policies work on: the draft, and which products a policy reaches. */
import type { Draft } from '@/lib/azure/plan/draft'
import type { PlannedBackends } from '@/lib/azure/plan/plan-backends'
import type { Expression } from '@/lib/azure/policy-xml/expression'
import type { Statement } from '@/lib/azure/policy-xml/read-policies'
import type { AzurePlanItem, AzureVerdict } from '@/lib/contracts/azure-plan'

/** A product while policies are still to be read into it. */
export type ProductDraft = {
  /** The item it comes from. */
  source: string
  /** APIM's name; null where it was made for what no product of APIM covers. */
  apimName: string | null
  name: string
  apis: readonly string[]
  doc: Record<string, unknown>
  /** Networks its keys may be used from. */
  cidrs: string[]
  /** What its filters of addresses let through cannot be said in networks: nobody calls with its keys until somebody has looked. */
  isShut: boolean
}

export type PolicyDraft = {
  draft: Draft
  products: readonly ProductDraft[]
  backends: PlannedBackends
  embeddingModel: string | null
  /** Names of variables that hold a token of the managed identity. */
  tokenVariables: ReadonlySet<string>
}

/** What became of one statement. */
export type Outcome = { verdict: AzureVerdict; reason: string; here?: AzurePlanItem['here'] }

export type PolicyReader = (plan: PolicyDraft, statement: Statement, key: string) => Outcome

/** The products in whose calls a statement takes part; null: its conditions are more than a product. */
export function productsReached({ products }: PolicyDraft, { scope, conditions }: Statement): ProductDraft[] | null {
  let reached = products.filter((product) => {
    if (scope.kind === 'global') return true
    return scope.kind === 'product' ? product.apimName === scope.product : product.apis.includes(scope.api)
  })
  for (const condition of conditions) {
    const name = condition && productAsked(condition)
    if (name === null || name === undefined) return null
    reached = reached.filter((product) => product.apimName === name)
  }
  return reached
}

/** `context.Product.Id == "gold"`. */
function productAsked(condition: Expression): string | null {
  if (condition.kind !== 'compare' || condition.op !== '==') return null
  const { left, right } = condition
  return left.kind === 'known' && left.of === 'product' && right.kind === 'text' ? right.value : null
}

export const conditional: Outcome = {
  verdict: 'not',
  reason: 'It holds only under a condition that is no product of its own here. Make a product for those callers.',
}

export const unreached: Outcome = { verdict: 'not', reason: 'No product or subscription that is brought over reaches it.' }

/** The worse of what was found, its reasons one after the other. */
export function outcome(maps: string, losses: readonly string[], here?: AzurePlanItem['here']): Outcome {
  if (losses.length === 0) return { verdict: 'maps', reason: maps, here }
  return { verdict: 'loss', reason: `${losses.join('. ')}.`, here }
}
