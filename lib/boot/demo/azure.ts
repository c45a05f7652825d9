/** The demo's API Management instance: the simulator's, connected and not yet read. */
import { systemActor } from '@/lib/access/actor'
import { createAzureInstance, listAzureInstances, updateAzureInstance } from '@/lib/azure/instances/instance-operations'

const ZEROS = '00000000-0000-0000-0000-000000000000'
/** What the simulator knows the console as. */
const credential = {
  kind: 'service-principal' as const,
  directoryId: '5f2b7c3e-0000-4000-8000-00000000aad0',
  clientId: '6a1f0c52-0000-4000-8000-0000000000a1',
  clientSecret: 'simulated-client-secret',
}

/** Connects it, or tells it where the simulator is now. */
export async function connectDemoInstance(simulatorUrl: string): Promise<void> {
  const system = systemActor('Demo set-up')
  const at = { managementUrl: simulatorUrl, authorityUrl: simulatorUrl }
  const { items } = await listAzureInstances(system, { search: 'apim-contoso-genai' })
  const [known] = items
  if (known) await updateAzureInstance(system, { id: known.id, ...at, credential }, { ifMatch: '*' })
  else
    await createAzureInstance(system, {
      name: 'Contoso GenAI',
      cloud: 'custom',
      ...at,
      subscriptionId: ZEROS,
      resourceGroup: 'rg-genai',
      serviceName: 'apim-contoso-genai',
      credential,
    })
}
