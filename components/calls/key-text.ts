import type { Call } from '@/lib/contracts/call'

/** What a caller showed: a key, or a token of somebody; or who measured the call, where it passed another gateway. Empty: not shown to this reader. */
export function keyText({ tokenIssuer, measuredBy, keyLast4 }: Pick<Call, 'tokenIssuer' | 'measuredBy' | 'keyLast4'>): string {
  if (tokenIssuer !== null) return `a token of ${tokenIssuer}`
  if (measuredBy !== null) return `measured by ${measuredBy}`
  return keyLast4 ? `…${keyLast4}` : ''
}
