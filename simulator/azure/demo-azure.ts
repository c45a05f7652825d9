/** The Azure of the demo: one directory with one application, and an API Management instance that is in use. */
import { demoInstance, fillDemoEstate } from './apim/demo-estate'
import { type AzureDesk, createDesk } from './create-azure'
import { simulatedTenantId } from './identity/entra'

/** The application the console is to the simulated Azure. */
export const demoApplication = { clientId: '6a1f0c52-0000-4000-8000-0000000000a1', secret: 'simulated-client-secret' }

/** Where people publish to: any instance of such a name is there, and nothing is in it. */
const EMPTY = /^apim-empty(-[\w-]+)?$/

export function createDemoAzure(): AzureDesk {
  const desk = createDesk([demoApplication], (name) => EMPTY.test(name))
  fillDemoEstate(desk.management.instance(demoInstance))
  return desk
}

export function isAzure({ pathname }: URL): boolean {
  return ['/subscriptions/', `/${simulatedTenantId}/`, '/v1/workspaces/'].some((start) => pathname.startsWith(start))
}
