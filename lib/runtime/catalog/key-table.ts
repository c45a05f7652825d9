/**
 * All live keys by their digest, in one flat buffer: 96 bytes a key, where rows as objects take half a kilobyte and the garbage
 * collector visits each. Open addressing, linear probing; a digest is random, so its first bytes are its hash.
 */

export type KeyRow = {
  id: string
  subscriptionId: string
  createdBy: string | null
  expiresAtMs: number | null
  cidrs: readonly string[]
  certificates: readonly string[]
  /** Empty: all models of its product. */
  models: readonly string[]
}

/**
 * Keys as Postgres packs them (`keyRecord` in rows.ts): digest, id, subscription, creator (zeros for none), milliseconds of its
 * end (not a number for none), each `RECORD_BYTES` long. Few are bound to networks or to models: those are listed by id.
 */
export type KeyRecords = {
  records: Buffer
  cidrs: readonly Bound[]
  /** Absent in a snapshot an older version has written. */
  models?: readonly Bound[]
  certificates?: readonly Bound[]
}

type Bound = readonly [id: string, to: readonly string[]]

export const RECORD_BYTES = 88
export const RECORD_ID = 32
const SUBSCRIPTION = 48
const CREATOR = 64
const EXPIRES = 80
const DIGEST_BYTES = 32

/** A slot is a record and its state. */
const STATE = RECORD_BYTES
const SLOT_BYTES = 96
const EMPTY = 0
const USED = 1
/** Was used: a search goes on behind it. */
const LEFT = 2

const FIRST_CAPACITY = 1_024
/** Fuller than this, searches grow long. */
const FULLEST = 0.8
const NO_ID = '00000000-0000-0000-0000-000000000000'

export class KeyTable {
  private capacity = FIRST_CAPACITY
  private bytes = Buffer.alloc(SLOT_BYTES * FIRST_CAPACITY)
  /** Slots that are not empty. */
  private taken = 0
  private live = 0
  private readonly cidrs = new Map<string, readonly string[]>()
  private readonly certificates = new Map<string, readonly string[]>()
  private readonly models = new Map<string, readonly string[]>()
  private readonly wanted = Buffer.alloc(DIGEST_BYTES)

  get size(): number {
    return this.live
  }

  /** The key of a digest (64 hex digits), or undefined. */
  find(hex: string): KeyRow | undefined {
    if (this.wanted.write(hex, 'hex') !== DIGEST_BYTES) return undefined
    const at = this.slotOf(this.wanted, 0)
    return at === -1 ? undefined : this.rowAt(at)
  }

  /** Adds keys; one whose digest is there already is replaced. */
  add({ records, cidrs, models = [], certificates = [] }: KeyRecords): void {
    for (let from = 0; from < records.length; from += RECORD_BYTES) {
      if (this.taken + 1 > this.capacity * FULLEST) this.rehash()
      const known = this.slotOf(records, from)
      const at = known === -1 ? this.freeSlot(records, from) : known
      if (known === -1) this.live++
      else this.unbind(readUuid(this.bytes, at + RECORD_ID))
      if (this.bytes[at + STATE] === EMPTY) this.taken++
      records.copy(this.bytes, at, from, from + RECORD_BYTES)
      this.bytes[at + STATE] = USED
    }
    for (const [id, networks] of cidrs) this.cidrs.set(id, networks)
    for (const [id, names] of models) this.models.set(id, names)
    for (const [id, thumbprints] of certificates) this.certificates.set(id, thumbprints)
  }

  /** Forgets keys by their ids. Looks at every key: for changes, of which there are few. */
  deleteAll(ids: ReadonlySet<string>): void {
    for (let at = 0; at < this.bytes.length; at += SLOT_BYTES) {
      if (this.bytes[at + STATE] !== USED) continue
      const id = readUuid(this.bytes, at + RECORD_ID)
      if (!ids.has(id)) continue
      this.bytes[at + STATE] = LEFT
      this.live--
      this.unbind(id)
    }
  }

  /** All of them, to be added to another table. */
  pack(): KeyRecords {
    const records = Buffer.alloc(this.live * RECORD_BYTES)
    let to = 0
    for (let at = 0; at < this.bytes.length; at += SLOT_BYTES) {
      if (this.bytes[at + STATE] === USED) to += this.bytes.copy(records, to, at, at + RECORD_BYTES)
    }
    return { records, cidrs: [...this.cidrs], models: [...this.models], certificates: [...this.certificates] }
  }

  private unbind(id: string): void {
    this.cidrs.delete(id)
    this.models.delete(id)
    this.certificates.delete(id)
  }

  /** Where the digest is that begins at `from`, or -1. */
  private slotOf(source: Buffer, from: number): number {
    for (let slot = source.readUInt32LE(from) % this.capacity; ; slot = (slot + 1) % this.capacity) {
      const at = slot * SLOT_BYTES
      const state = this.bytes[at + STATE]
      if (state === EMPTY) return -1
      if (state === USED && source.compare(this.bytes, at, at + DIGEST_BYTES, from, from + DIGEST_BYTES) === 0) return at
    }
  }

  /** Where a record may be put whose digest is nowhere yet. */
  private freeSlot(source: Buffer, from: number): number {
    let slot = source.readUInt32LE(from) % this.capacity
    while (this.bytes[slot * SLOT_BYTES + STATE] === USED) slot = (slot + 1) % this.capacity
    return slot * SLOT_BYTES
  }

  /** Twice as large where it is full of keys, as large as before where it is full of what has left. */
  private rehash(): void {
    const old = this.bytes
    if (this.live + 1 > (this.capacity * FULLEST) / 2) this.capacity *= 2
    this.bytes = Buffer.alloc(SLOT_BYTES * this.capacity)
    this.taken = this.live
    for (let at = 0; at < old.length; at += SLOT_BYTES) {
      if (old[at + STATE] === USED) old.copy(this.bytes, this.freeSlot(old, at), at, at + SLOT_BYTES)
    }
  }

  private rowAt(at: number): KeyRow {
    const id = readUuid(this.bytes, at + RECORD_ID)
    const creator = readUuid(this.bytes, at + CREATOR)
    const expiresMs = this.bytes.readDoubleBE(at + EXPIRES)
    return {
      id,
      subscriptionId: readUuid(this.bytes, at + SUBSCRIPTION),
      createdBy: creator === NO_ID ? null : creator,
      expiresAtMs: Number.isNaN(expiresMs) ? null : expiresMs,
      cidrs: this.cidrs.get(id) ?? [],
      certificates: this.certificates.get(id) ?? [],
      models: this.models.get(id) ?? [],
    }
  }
}

/** The UUID whose 16 bytes begin at `at`. */
export function readUuid(source: Buffer, at: number): string {
  const hex = source.toString('hex', at, at + 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
