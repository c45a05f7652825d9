/** A client certificate by its SHA-256 thumbprint (64 hex digits), in whatever form a proxy names it. */
import { createHash } from 'node:crypto'

/**
 * `Client-Cert` (RFC 9440), Envoy's `x-forwarded-client-cert`, App Service's `x-arr-clientcert`, nginx's escaped PEM, or the thumbprint itself.
 * Null where it is none of these, and where it names several: whoever is farthest away has written the first, and may be anybody.
 */
export function thumbprintOf(value: string): string | null {
  const text = value.trim()
  if (/(?:^|[;,])\s*(?:By|Hash|Cert|Chain|Subject|URI|DNS)=/i.test(text)) {
    const hashes = [...text.matchAll(/\bHash=([0-9a-f]{64})/gi)]
    // Between quotes commas are names; a quote that is left was put there to hide where an element ends.
    const isOne = !/[",]/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, ''))
    if (!isOne || hashes.length > 1) return null
    const [, hash] = hashes[0] ?? []
    if (hash !== undefined) return hash.toLowerCase()
  } else if (text.includes(',')) return null
  const plain = text.replaceAll(':', '')
  if (/^[0-9a-f]{64}$/i.test(plain)) return plain.toLowerCase()
  const pem = text.includes('%') ? unescaped(text) : text
  const body = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/.exec(pem)?.[1] ?? pem
  const base64 = body.replace(/[\s:]/g, '')
  if (base64.length < 100 || !/^[A-Za-z0-9+/]+=*$/.test(base64)) return null
  const der = Buffer.from(base64, 'base64')
  // A certificate is a SEQUENCE; anything else is no certificate.
  return der[0] === 0x30 ? createHash('sha256').update(der).digest('hex') : null
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
