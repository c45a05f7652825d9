/**
 * Where a backend may not be: cloud metadata services, ever; private and loopback addresses, unless boot's rule allows
 * them. This is the early, friendly check of what was typed; the gateway checks again what a name resolves to.
 */
import ipaddr from 'ipaddr.js'
import { Fault } from '@/lib/base/faults'
import type { Context } from '@/lib/control/context'

const METADATA_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
])
const METADATA_ADDRESSES = new Set(['168.63.129.16', '100.100.100.200', 'fd00:ec2::254', '192.0.0.192'])

/** Throws where a base URL may not be called. */
export function checkBackendAddress(context: Pick<Context, 'ports'>, baseUrl: string): void {
  checkOutgoingHost(context, new URL(baseUrl).hostname, 'baseUrl', 'The backend')
}

/** Throws where this host may not be connected to: `path` is the field it was typed into, `what` would be there. */
export function checkOutgoingHost({ ports }: Pick<Context, 'ports'>, hostname: string, path: string, what: string): void {
  const host = hostname
    .replace(/^\[|\]$/g, '')
    .toLowerCase()
    .replace(/\.$/, '')
  const refusal = isMetadataHost(host) ? 'Cloud metadata services are never allowed.' : (ports.refuseAddress?.(host) ?? null)
  if (refusal === null) return
  throw new Fault('backend.address_refused', {
    public: `${what} may not be at ${host}. ${refusal}`,
    fields: [{ path, message: `may not be at ${host}. ${refusal}` }],
  })
}

/** True for the names and addresses under which clouds hand out credentials, link-local ones all together. */
export function isMetadataHost(host: string): boolean {
  if (METADATA_NAMES.has(host)) return true
  if (!ipaddr.isValid(host)) return false
  const address = ipaddr.process(host)
  return address.range() === 'linkLocal' || METADATA_ADDRESSES.has(address.toString())
}
