/** Do a document and what is here say the same? Order in lists is nothing, nor is null where nothing is said, nor 0.60 for 0.6. */
export function isSame(field: string, here: unknown, wanted: unknown): boolean {
  if (field === 'credential') return isSameCredential(here, wanted)
  if (field === 'retiresAt' && here && wanted) return Date.parse(String(here)) === Date.parse(String(wanted))
  if (field === 'effectiveFrom') return Date.parse(String(here)) === Date.parse(String(wanted))
  const isMoney = field === 'amount' || field === 'perMillion'
  return canonical(here, isMoney) === canonical(wanted, isMoney)
}

function canonical(value: unknown, isMoney: boolean): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value))
    return `[${value
      .map((one) => canonical(one, isMoney))
      .toSorted()
      .join(',')}]`
  if (typeof value === 'object') {
    const entries = Object.entries(value)
      .map(([name, inner]) => [name, canonical(inner, isMoney)] as const)
      .filter(([, text]) => text !== 'null')
    return `{${entries
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, text]) => `${name}:${text}`)
      .join(',')}}`
  }
  if (isMoney)
    return String(value)
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, '')
  return JSON.stringify(value)
}

/** A secret cannot be compared: that there is one is all that can be told. */
function isSameCredential(here: unknown, wanted: unknown): boolean {
  const read = (value: unknown) =>
    (value ?? { kind: 'none' }) as { kind: string } & Partial<Record<(typeof told)[number], string>>
  const [one, other] = [read(here), read(wanted)]
  return one.kind === other.kind && told.every((field) => (one[field] ?? null) === (other[field] ?? null))
}

/** What of a credential is no secret. */
const told = ['uri', 'clientId', 'resource'] as const
