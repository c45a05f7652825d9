/** Whose usage a row of API Management's is, and of which of our models. */
import type { ApimUsage } from '@/lib/azure/usage/read-usage'

export type Names = {
  /** By APIM's subscription and product, in lower case, the id of a subscription of ours. */
  subscriptions: ReadonlyMap<string, string>
  products: ReadonlyMap<string, string>
  /** By names, aliases and deployments of ours. */
  models: ReadonlyMap<string, string>
}

/** Its own subscription before its product's. */
export function subscriptionFor(
  { subscriptions, products }: Names,
  usage: Pick<ApimUsage, 'apimSubscription' | 'apimProduct'>,
): string | null {
  return subscriptions.get(usage.apimSubscription.toLowerCase()) ?? products.get(usage.apimProduct.toLowerCase()) ?? null
}

/** Null: we have no such model, and know no price for it. */
export function modelFor({ models }: Names, { deployment, model }: Pick<ApimUsage, 'deployment' | 'model'>): string | null {
  for (const name of [deployment, model, withoutDate(model), withoutDate(deployment)]) {
    const found = models.get(name.toLowerCase())
    if (name !== '' && found !== undefined) return found
  }
  return null
}

/** What a row says was called, for people. */
export function calledOf({ deployment, model }: Pick<ApimUsage, 'deployment' | 'model'>): string {
  return model || deployment || 'not said'
}

/** gpt-4o-2024-08-06 is gpt-4o. */
function withoutDate(name: string): string {
  return name.replace(/-\d{4}-\d{2}-\d{2}$/, '')
}
