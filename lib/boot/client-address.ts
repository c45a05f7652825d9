/** Who is calling: the socket's address, or what a trusted proxy says. Nobody else's X-Forwarded-For is believed. */
import { isAddressIn } from '@/lib/runtime/upstream/allowed-address'

export function clientAddressReader(
  trustedProxies: readonly string[],
): (socketAddress: string, forwardedFor: string | undefined) => string {
  if (trustedProxies.length === 0) return (socketAddress) => plain(socketAddress)
  const networks = trustedProxies.map((entry) => (entry.includes('/') ? entry : `${entry}/${entry.includes(':') ? 128 : 32}`))
  return (socketAddress, forwardedFor) => {
    let address = plain(socketAddress)
    // From the nearest hop outwards: the first one that is not a trusted proxy is the caller.
    for (const hop of (forwardedFor ?? '').split(',').reverse()) {
      if (!isAddressIn(address, networks) || hop.trim() === '') break
      address = plain(hop.trim())
    }
    return address
  }
}

function plain(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address
}
