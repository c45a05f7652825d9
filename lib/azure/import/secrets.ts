/**
 * The secrets an import needs: keys of subscriptions and values of secret named values, asked for when they are needed, held in
 * memory until they are sealed or digested, and then forgotten.
 */

import { azureFault } from '@/lib/azure/apim/azure-fault'
import type { Estate } from '@/lib/azure/apim/estate'
import { openInstance } from '@/lib/azure/instances/open-instance'
import { subscriptionOf } from '@/lib/azure/read/to-estate'
import { Fault } from '@/lib/base/faults'
import type { ControlPorts } from '@/lib/control/control-ports'
import type { Prisma } from '@/lib/control/database'

export type SubscriptionState = 'active' | 'submitted' | 'suspended'

/** `state`: as it is there now, and not when it was read. */
export type Keys = { primary: string | null; secondary: string | null; state: SubscriptionState }

/** From the one that lets calls through to the one an admin has put there. */
const byStrictness: readonly string[] = ['active', 'submitted', 'suspended'] satisfies SubscriptionState[]

/** Whoever was shut out since the reading stays out, and whoever was let in waits for the next. */
export function stricterOf(one: SubscriptionState, other: SubscriptionState): SubscriptionState {
  return byStrictness.indexOf(one) > byStrictness.indexOf(other) ? one : other
}

export type Secrets = {
  /** Asks for the keys of subscriptions, by the keys of their items. */
  fetch(sources: readonly string[]): Promise<void>
  keysOf(source: string): Keys
  /** Of a named value, by the name policies use. */
  valueOf(displayName: string): Promise<string>
  forget(source: string): void
}

export async function openSecrets(
  ports: Pick<ControlPorts, 'keyRing'>,
  instance: Prisma.AzureInstanceGetPayload<object>,
  estate: Estate,
  signal: AbortSignal | undefined,
): Promise<Secrets> {
  const apim = await openInstance(ports, instance, { signal })
  const keys = new Map<string, Keys | Fault>()
  const fetchOne = async (source: string) => {
    try {
      const name = source.slice('subscription:'.length)
      const found = await apim.sdk.subscription.listSecrets(apim.group, apim.service, name)
      const { state } = subscriptionOf(await apim.sdk.subscription.get(apim.group, apim.service, name))
      if (state === 'active' || state === 'submitted' || state === 'suspended')
        keys.set(source, { primary: found.primaryKey || null, secondary: found.secondaryKey || null, state })
      else keys.set(source, new Fault('azure.refused', { public: `It is ${state} by now: nobody calls with it.` }))
    } catch (error) {
      const fault = azureFault(error)
      if (!(fault instanceof Fault)) throw fault
      keys.set(source, fault)
    }
  }
  return {
    async fetch(sources) {
      await Promise.all(sources.map(fetchOne))
    },
    keysOf(source) {
      const found = keys.get(source)
      if (!found) throw new Fault('azure.refused', { public: 'Its keys were not asked for.' })
      if (found instanceof Fault) throw found
      return found
    },
    async valueOf(displayName) {
      const named = estate.namedValues.find((one) => one.displayName === displayName)
      if (!named) throw new Fault('request.invalid', { public: `There is no named value ${displayName}.` })
      if (named.value !== null) return named.value
      try {
        const { value } = await apim.sdk.namedValue.listValue(apim.group, apim.service, named.name)
        if (value) return value
      } catch (error) {
        throw azureFault(error)
      }
      throw new Fault('azure.refused', { public: `The named value ${displayName} has no value that may be read.` })
    },
    forget: (source) => void keys.delete(source),
  }
}
