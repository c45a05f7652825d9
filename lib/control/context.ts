/** What an operation is given besides its input. */
import type { Actor } from '@/lib/access/actor'
import type { Scope } from '@/lib/access/scope'
import type { IdNoun } from '@/lib/base/ids'
import type { ControlPorts } from '@/lib/control/control-ports'
import type { Tx } from '@/lib/control/database'

/** What came with the request besides its input. */
export type CallInfo = {
  address?: string | null
  /** The If-Match header: the version the caller has seen. */
  ifMatch?: string | null
  idempotencyKey?: string | null
  /** The audit entry whose state is brought back by this. */
  restoredFrom?: number
  /** What was deleted comes back as itself: counters and trail know it by its id, and it stays whose it was. */
  restoredAs?: { id: string; setByOwner: boolean }
}

export type Context = {
  actor: Actor
  db: Tx
  /** The rows on which this actor may do this operation. */
  scope: Scope
  now: Date
  ports: ControlPorts
  call: CallInfo
}

/** What a command changes, and what the audit trail says about it. Never a secret. */
export type Change = {
  noun: IdNoun | 'member'
  id: string
  tenantId?: string | null
  before?: unknown
  after?: unknown
  /** Entities gateways must read again; default: this one. */
  alters?: { noun: string; id: string }[]
}

export type CommandContext = Context & {
  /** Says what was changed: once in every command, and once for each thing where a file brings many. */
  record(change: Change): void
  /** Takes the one lock of the control plane now, for checks that look at more than one row. */
  serialize(): Promise<void>
}
