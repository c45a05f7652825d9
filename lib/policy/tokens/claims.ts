/** Reads claims of a verified token, by whatever name and in whatever form its issuer writes them. */

export type Claims = Readonly<Record<string, unknown>>

/**
 * The values of a claim as texts. A list is its entries; `scp` and `scope` are words in one text. A name is taken as it stands
 * first, for some are addresses, and then as a path (`realm_access.roles`).
 */
export function claimValues(claims: Claims, name: string): readonly string[] {
  const value = Object.hasOwn(claims, name) ? claims[name] : atPath(claims, name)
  if (typeof value === 'string') return name === 'scp' || name === 'scope' ? value.split(' ').filter(Boolean) : [value]
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string' || typeof one === 'number').map(String) : []
}

/** A claim as one text, for a counter: its values in order, so that the same set is the same counter. */
export function claimText(claims: Claims | null, name: string): string {
  return claims === null ? '' : [...claimValues(claims, name)].sort().join(',').slice(0, 128)
}

function atPath(claims: Claims, name: string): unknown {
  if (!name.includes('.')) return undefined
  let value: unknown = claims
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string, unknown>)[part]
  }
  return value
}
