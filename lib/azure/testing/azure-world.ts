/** A simulated Azure with an instance in it, and a control plane that may reach it. */

import type { Actor } from '@/lib/access/actor'
import { createAzureInstance } from '@/lib/azure/instances/instance-operations'
import type { AzureInstance } from '@/lib/contracts/azure-instance'
import type { ApimWorld, InstanceName } from '@/simulator/azure/apim/world'
import { createAzure } from '@/simulator/azure/create-azure'
import { simulatedTenantId } from '@/simulator/azure/identity/entra'
import type { SimulatedLogs } from '@/simulator/azure/logs/log-query'

export const PLANTED_CLIENT_SECRET = 'planted-client-secret-7d41'
export const EMPTY_GUID = '00000000-0000-0000-0000-000000000000'

export type TestAzure = {
  url: string
  world(name: string): ApimWorld
  logs: SimulatedLogs
  rightsOf(rights: readonly string[]): void
  close(): Promise<void>
}

export async function startTestAzure(): Promise<TestAzure> {
  const azure = await createAzure([{ clientId: EMPTY_GUID, secret: PLANTED_CLIENT_SECRET }])
  return {
    url: azure.url,
    logs: azure.logs,
    world: (name) => azure.management.instance(instanceName(name)),
    rightsOf: (rights) => {
      azure.management.rights = rights
    },
    close: () => azure.close(),
  }
}

export function instanceName(name: string): InstanceName {
  return { subscriptionId: EMPTY_GUID, resourceGroup: 'rg-genai', name }
}

/** Connects an instance of the simulated Azure, with a client secret nobody may see again. */
export function connect(actor: Actor, azure: TestAzure, serviceName: string, name = serviceName): Promise<AzureInstance> {
  return createAzureInstance(actor, {
    name,
    cloud: 'custom',
    managementUrl: azure.url,
    authorityUrl: azure.url,
    subscriptionId: EMPTY_GUID,
    resourceGroup: 'rg-genai',
    serviceName,
    credential: {
      kind: 'service-principal',
      directoryId: simulatedTenantId,
      clientId: EMPTY_GUID,
      clientSecret: PLANTED_CLIENT_SECRET,
    },
  })
}
