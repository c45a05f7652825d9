/** An instance as teams run it in front of Azure OpenAI: two APIs, two products, a pool, limits in policies, a few people. */
import type { JsonObject } from '../../json'
import estate from './demo-estate.json' with { type: 'json' }
import { type ApimWorld, type InstanceName, putEntity } from './world'

export const demoInstance: InstanceName = {
  subscriptionId: '00000000-0000-0000-0000-000000000000',
  resourceGroup: 'rg-genai',
  name: 'apim-contoso-genai',
}

export function fillDemoEstate(world: ApimWorld): void {
  const text = JSON.stringify(estate).replaceAll('{id}', world.id)
  for (const [path, properties] of Object.entries(JSON.parse(text) as Record<string, JsonObject>))
    putEntity(world, path, properties)
}

/** So many of each, for tests of size: products, subscriptions of them, backends, users. */
export function fillLargeEstate(world: ApimWorld, size: { products: number; subscriptions: number; backends: number }): void {
  fillDemoEstate(world)
  for (let n = 0; n < size.backends; n++)
    putEntity(world, `backends/aoai-${n}`, { url: `https://aoai-${n}.openai.azure.com/openai`, protocol: 'http', type: 'Single' })
  for (let n = 0; n < size.products; n++) {
    putEntity(world, `products/product-${n}`, { displayName: `Product ${n}`, subscriptionRequired: true, state: 'published' })
    putEntity(world, `products/product-${n}/apis/azure-openai`, {})
    const limit = `<llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="${1000 + n}" estimate-prompt-tokens="true" />`
    const value = `<policies>\n  <inbound>\n    <base />\n    ${limit}\n  </inbound>\n  <backend>\n    <base />\n  </backend>\n  <outbound>\n    <base />\n  </outbound>\n  <on-error>\n    <base />\n  </on-error>\n</policies>`
    putEntity(world, `products/product-${n}/policies/policy`, { format: 'rawxml', value })
  }
  for (let n = 0; n < size.subscriptions; n++)
    putEntity(world, `subscriptions/app-${n}`, {
      displayName: `App ${n}`,
      scope: `${world.id}/products/product-${n % size.products}`,
      ownerId: `${world.id}/users/mara`,
      state: 'active',
      createdDate: '2025-06-20T08:00:00Z',
      primaryKey: `planted-primary-key-of-app-${n}`,
      secondaryKey: `planted-secondary-key-of-app-${n}`,
    })
}
