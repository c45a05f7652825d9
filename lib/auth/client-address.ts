import { controlPorts } from '@/lib/control/control-ports'

/**
 * Where a request came from. `server.ts` writes x-forwarded-for itself, after it has judged TRUSTED_PROXIES, so what a client
 * put there is gone. Where nobody did that, nothing is believed.
 */
export function clientAddress(headers: { get(name: string): string | null | undefined }): string | null {
  if (controlPorts().knowsAddresses === false) return null
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim()
  return last ? last.replace(/^::ffff:/, '').slice(0, 64) : null
}
