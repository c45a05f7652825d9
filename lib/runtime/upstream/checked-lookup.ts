/** Names are looked up once, by the connection that is made: a name cannot be pointed elsewhere after it was checked. */
import { lookup as dnsLookup } from 'node:dns'
import { isAddressAllowed } from '@/lib/runtime/upstream/allowed-address'

/** The `code` of the error where a name has no address that may be connected to. */
export const ADDRESS_NOT_ALLOWED = 'TOLLGATE_ADDRESS'

/** Looks a name up and hands out only addresses that may be connected to. */
export function checkedLookup(allowedNetworks: readonly string[]): typeof dnsLookup {
  const lookup = (
    hostname: string,
    options: object,
    callback: (error: Error | null, address?: unknown, family?: number) => void,
  ) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error)
      const allowed = addresses.filter(({ address }) => isAddressAllowed(address, allowedNetworks))
      const [first] = allowed
      if (!first)
        return callback(Object.assign(new Error(`the address of ${hostname} is not allowed`), { code: ADDRESS_NOT_ALLOWED }))
      if ('all' in options && options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
  return lookup as typeof dnsLookup
}
