/** Instances of the simulated Azure that a test connects for itself. */
import { callApi, readDemo } from '../demo'

const DIRECTORY = '5f2b7c3e-0000-4000-8000-00000000aad0'
const APPLICATION = { clientId: '6a1f0c52-0000-4000-8000-0000000000a1', secret: 'simulated-client-secret' }
const ZEROS = '00000000-0000-0000-0000-000000000000'

export const simulatorUrl = (): string => (readDemo() as unknown as { simulator: string }).simulator

/** An instance of a test's own, in which nothing is. */
export const connectEmpty = (name: string) =>
  callApi<{ id: string; name: string }>('POST', 'azure/instances', {
    name,
    cloud: 'custom',
    managementUrl: simulatorUrl(),
    authorityUrl: simulatorUrl(),
    subscriptionId: ZEROS,
    resourceGroup: 'rg-genai',
    serviceName: serviceOf(name),
    credential: {
      kind: 'service-principal',
      directoryId: DIRECTORY,
      clientId: APPLICATION.clientId,
      clientSecret: APPLICATION.secret,
    },
  })

/** What somebody does in the portal of Azure, behind our back. */
export async function changeAtAzure(name: string, path: string, properties: object): Promise<void> {
  const url = simulatorUrl()
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: APPLICATION.clientId,
    client_secret: APPLICATION.secret,
    scope: `${url}/.default`,
  })
  const signed = await fetch(`${url}/${DIRECTORY}/oauth2/v2.0/token`, { method: 'POST', body: form })
  const { access_token: token } = (await signed.json()) as { access_token: string }
  const id = `subscriptions/${ZEROS}/resourceGroups/rg-genai/providers/Microsoft.ApiManagement/service/${serviceOf(name)}`
  const response = await fetch(`${url}/${id}/${path}?api-version=2024-05-01`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': '*' },
    body: JSON.stringify({ properties }),
  })
  if (!response.ok) throw new Error(`PATCH ${path}: ${response.status} ${await response.text()}`)
}

type Publishing = { id: string; state: string; counts: { done: number } }

/** Disconnects it; what was published there is of no use to anybody. */
export const disconnect = (id: string) => callApi('DELETE', `azure/instances/${id}`, undefined, { 'if-match': '*' })

const serviceOf = (name: string) => `apim-empty-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`

export async function finished(publishId: string): Promise<Publishing> {
  for (let tries = 0; tries < 600; tries++) {
    const publishing = await callApi<Publishing>('GET', `azure/publishes/${publishId}`)
    if (publishing.state !== 'pending') return publishing
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('publishing does not end')
}
