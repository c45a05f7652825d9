/** Which addresses the gateway may connect to: public ones; private ones the admin has opened; cloud metadata never. */
import ipaddr from 'ipaddr.js'

/** Where clouds serve credentials to whoever asks from inside. */
const METADATA = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '100.100.100.200',
  '168.63.129.16',
  'fd00:ec2::254',
  'fd20:ce::254',
])

export function isAddressAllowed(address: string, allowedNetworks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  if (METADATA.has(parsed.toString()) || parsed.range() === 'linkLocal' || isV4Compatible(parsed)) return false
  return parsed.range() === 'unicast' || isAddressIn(address, allowedNetworks)
}

/** False where a host is written as an address that may not be called; names are judged when they are resolved. */
export function isHostAllowed(host: string, allowedNetworks: readonly string[]): boolean {
  const address = host.replace(/^\[|\]$/g, '')
  const isLiteral = /^[0-9.]+$/.test(address) || address.includes(':')
  return !isLiteral || isAddressAllowed(address, allowedNetworks)
}

/** The long deprecated `::a.b.c.d`: an IPv4 address in disguise. */
function isV4Compatible(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return (
    address.kind() === 'ipv6' &&
    address
      .toByteArray()
      .slice(0, 12)
      .every((byte) => byte === 0) &&
    address.range() === 'unicast'
  )
}

/** Is an address in any of these networks (CIDR, or single addresses)? IPv4 inside IPv6 counts as IPv4. */
export function isAddressIn(address: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return networks.some((network) => {
    if (ipaddr.isValid(network)) return ipaddr.process(network).toString() === parsed.toString()
    if (!ipaddr.isValidCIDR(network)) return false
    const [range, bits] = ipaddr.parseCIDR(network)
    return range.kind() === parsed.kind() && parsed.match(range, bits)
  })
}
