/** Which certificate a caller has proven to hold: on the connection itself, or as a trusted proxy says. Nobody else's header is believed. */
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { thumbprintOf } from '@/lib/base/certificate'
import { isAddressIn } from '@/lib/runtime/upstream/allowed-address'

/** What server.ts tells those behind it: always its own word, never the caller's. */
export const CERTIFICATE_HEADER = 'x-tollgate-client-certificate'

type HeaderOf = (name: string) => string | undefined
export type CertificateReader = (socket: Socket, header: HeaderOf) => string | null

/** `headerName` is where the proxy writes it; undefined: no proxy does. */
export function certificateReader(trustedProxies: readonly string[], headerName: string | undefined): CertificateReader {
  const name = headerName?.toLowerCase()
  return (socket, header) => {
    if (socket instanceof TLSSocket && socket.authorized) {
      const thumbprint = socket.getPeerCertificate().fingerprint256
      if (thumbprint) return thumbprint.replaceAll(':', '').toLowerCase()
    }
    if (name === undefined || !isAddressIn(socket.remoteAddress ?? '', trustedProxies)) return null
    const value = header(name)
    return value === undefined ? null : thumbprintOf(value)
  }
}
