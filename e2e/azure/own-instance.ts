/** An API Management instance of a spec's own, in a simulated Azure of its own: others see nothing of it but what it brings over. */
import { putEntity } from '../../simulator/azure/apim/world'
import { createAzure, type SimulatedAzure } from '../../simulator/azure/create-azure'
import { simulatedTenantId } from '../../simulator/azure/identity/entra'
import { callApi } from '../demo'

const NOBODY = '00000000-0000-0000-0000-000000000000'

export type OwnInstance = { id: string; tag: string; azure: SimulatedAzure; key: string }

/** Connected and read: one API, one product with a limit and what cannot be mapped, one subscription. */
export async function readOwnInstance(tag: string): Promise<OwnInstance> {
  const clientSecret = `secret-of-${tag}`
  const azure = await createAzure([{ clientId: NOBODY, secret: clientSecret }])
  const world = azure.management.instance({ subscriptionId: NOBODY, resourceGroup: 'rg', name: tag })
  const key = `key-of-${tag}-which-its-callers-have`
  const put = (path: string, properties: Parameters<typeof putEntity>[2]) => putEntity(world, path, properties)
  put(`backends/${tag}`, { url: `https://${tag}.openai.azure.com/openai`, protocol: 'http', type: 'Single' })
  put(`apis/${tag}`, {
    displayName: `API ${tag}`,
    path: `aoai/${tag}`,
    protocols: ['https'],
    isCurrent: true,
    apiRevision: '1',
    subscriptionRequired: true,
    subscriptionKeyParameterNames: { header: 'x-old-key', query: 'old-key' },
  })
  put(`apis/${tag}/operations/chat`, {
    displayName: 'Chat',
    method: 'POST',
    urlTemplate: '/openai/deployments/{deployment-id}/chat/completions',
  })
  put(`products/${tag}`, {
    displayName: `Product ${tag}`,
    subscriptionRequired: true,
    approvalRequired: false,
    state: 'published',
  })
  put(`products/${tag}/apis/${tag}`, {})
  put(`products/${tag}/policies/policy`, { format: 'rawxml', value: policyOf(tag) })
  put(`groups/${tag}`, { displayName: `Team ${tag}`, type: 'custom', builtIn: false })
  put(`users/${tag}`, { firstName: 'Ada', lastName: tag, email: `${tag}@example.com`, state: 'active' })
  put(`groups/${tag}/users/${tag}`, {})
  put(`subscriptions/${tag}`, {
    displayName: `App ${tag}`,
    scope: `${world.id}/products/${tag}`,
    ownerId: `${world.id}/users/${tag}`,
    state: 'active',
    primaryKey: key,
    secondaryKey: `${key}-2`,
  })
  const { id } = await callApi<{ id: string }>('POST', 'azure/instances', {
    name: `Instance ${tag}`,
    cloud: 'custom',
    managementUrl: azure.url,
    authorityUrl: azure.url,
    subscriptionId: NOBODY,
    resourceGroup: 'rg',
    serviceName: tag,
    credential: { kind: 'service-principal', directoryId: simulatedTenantId, clientId: NOBODY, clientSecret },
  })
  await callApi('POST', `azure/instances/${id}/reads`, {})
  return { id, tag, azure, key }
}

function policyOf(tag: string): string {
  return `<policies>
  <inbound>
    <base />
    <set-backend-service backend-id="${tag}" />
    <llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="4711" estimate-prompt-tokens="true" />
    <llm-content-safety backend-id="safety" />
  </inbound>
  <backend><base /></backend>
  <outbound><base /></outbound>
</policies>`
}

export async function isRead(id: string): Promise<string | undefined> {
  return (await callApi<{ lastRead: { state: string } | null }>('GET', `azure/instances/${id}`)).lastRead?.state
}
