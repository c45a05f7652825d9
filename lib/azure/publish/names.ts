/** APIM's names for what is ours: a stable beginning, then the name, and the end of the id where two are alike. */
import type { Owned } from '@/lib/azure/publish/entity'

export const PREFIX = 'tg-'

export type Namer = (kind: string, entityId: string, name: string) => string

/** What was published once keeps its name, however it is called by then. */
export function createNamer(owned: readonly Owned[]): Namer {
  const known = new Map(owned.filter(({ entityId }) => entityId).map((one) => [`${one.kind}:${one.entityId}`, one.name]))
  const taken = new Map(owned.map((one) => [`${one.kind}:${one.name.toLowerCase()}`, one.entityId]))
  return (kind, entityId, name) => {
    const kept = known.get(`${kind}:${entityId}`)
    if (kept) return kept
    const plain = PREFIX + slugOf(name)
    const holder = taken.get(`${kind}:${plain}`)
    const isFree = holder === undefined || holder === null || holder === entityId
    const own = isFree ? plain : `${plain.slice(0, 70)}-${entityId.slice(-6)}`
    taken.set(`${kind}:${own}`, entityId)
    known.set(`${kind}:${entityId}`, own)
    return own
  }
}

function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return slug.slice(0, 60) || 'unnamed'
}
