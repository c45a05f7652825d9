/** What publishing speaks of: an entity of an instance as a body that can be compared, field by field. Never a secret. */
import type { azurePublishKinds } from '@/lib/contracts/azure-words'

export type PublishKind = (typeof azurePublishKinds)[number]

export type Body = Readonly<Record<string, unknown>>

/** `name` is APIM's; of what hangs on another entity, `parent/name`. */
export type Desired = {
  kind: PublishKind
  name: string
  title: string
  noun: 'backend' | 'pool' | 'product' | 'subscription'
  /** Ours, of the database. */
  entityId: string
  body: Body
}

export type Actual = { kind: PublishKind; name: string; body: Body; etag: string | null }

export type FieldChange = { field: string; from: unknown; to: unknown }

export type EntityChange = {
  kind: PublishKind
  name: string
  title: string
  action: 'create' | 'update' | 'delete' | 'keep' | 'conflict'
  fields: FieldChange[]
  /** Why it is not written. */
  reason: string | null
  desired: Desired | null
  actual: Actual | null
}

/** Whose an entity is. `entityId` is ours; `written` what was written last. */
export type Owned = { kind: string; name: string; owner: 'tollgate' | 'apim'; entityId: string | null; written: Body | null }

/** What of ours has nothing there that stands for it, and why. */
export type Loss = { title: string; reason: string }

export function keyOf({ kind, name }: { kind: string; name: string }): string {
  return `${kind}:${name.toLowerCase()}`
}
