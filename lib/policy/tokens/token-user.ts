/** The id records carry for whom a token names: the same for the same (issuer, subject) wherever it is worked out. */
import { sha256 } from '@/lib/base/digest'

export function tokenUserId(issuer: string, subject: string): string {
  const bytes = sha256(`token user\0${issuer}\0${subject}`).subarray(0, 16)
  // A UUID of version 8: made by a rule of our own. https://www.rfc-editor.org/rfc/rfc9562#section-5.8
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
