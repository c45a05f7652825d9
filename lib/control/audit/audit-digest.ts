/** The digest of an audit entry: SHA-256 over its content with sorted keys, so a row read back gives the same bytes. */
import { sha256 } from '@/lib/base/digest'

export type DigestedEntry = {
  at: Date
  actorId: string | null
  actorKind: string
  actorName: string
  address: string | null
  action: string
  noun: string
  entityId: string | null
  tenantId: string | null
  before: unknown
  after: unknown
}

export function auditDigest(entry: DigestedEntry): Buffer {
  const { at, actorId, actorKind, actorName, address, action, noun, entityId, tenantId, before, after } = entry
  const content = {
    at: at.toISOString(),
    actorId,
    actorKind,
    actorName,
    address,
    action,
    noun,
    entityId,
    tenantId,
    before,
    after,
  }
  return sha256(JSON.stringify(sorted(content)))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]))
}
