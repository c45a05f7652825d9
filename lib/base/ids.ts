/**
 * Ids are UUIDv7 in the database and `<prefix>_<32 hex digits>` in the API, so a reader sees what an id is of
 * and either form is made from the other without a table.
 */
import { v7 } from 'uuid'

export const idPrefixes = {
  tenant: 'ten',
  user: 'usr',
  product: 'prd',
  model: 'mdl',
  backend: 'bck',
  pool: 'pol',
  subscription: 'sub',
  key: 'key',
  limit: 'lim',
  price: 'prc',
  call: 'req',
  session: 'ses',
  token: 'tok',
  link: 'lnk',
  channel: 'chn',
  rule: 'alr',
  alert: 'alt',
  notice: 'ntc',
  delivery: 'dlv',
  setting: 'set',
  warning: 'wrn',
  purge: 'pur',
  statement: 'stm',
  reconciliation: 'rec',
  rate: 'rat',
  contract: 'con',
  rerating: 'rer',
  commitment: 'cmt',
  budget: 'bgt',
  raise: 'brs',
} as const

export type IdNoun = keyof typeof idPrefixes

/** A new UUIDv7: sorts by the time it was made, or by the given one (milliseconds since the epoch). */
export function newUuid(atMs: number = Date.now()): string {
  return v7({ msecs: atMs, random: nextRandom() })
}

/** Randomness is drawn for many ids at once: one by one it costs more than all the rest of an id. */
const IDS_PER_DRAW = 256
const drawn = new Uint8Array(16 * IDS_PER_DRAW)
let used = IDS_PER_DRAW

function nextRandom(): Uint8Array {
  if (used === IDS_PER_DRAW) {
    crypto.getRandomValues(drawn)
    used = 0
  }
  return drawn.slice(16 * used, 16 * ++used)
}

/** The API form of a UUID: `ten_0190…`. */
export function toPublicId(noun: IdNoun, uuid: string): string {
  return `${idPrefixes[noun]}_${uuid.replaceAll('-', '')}`
}

/** The UUID of an API id, or null where it is not one of this noun. */
export function parsePublicId(noun: IdNoun, id: string): string | null {
  const prefix = `${idPrefixes[noun]}_`
  if (id.length !== prefix.length + 32 || !id.startsWith(prefix)) return null
  const hex = id.slice(prefix.length)
  if (!/^[0-9a-f]{32}$/.test(hex)) return null
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The pattern of an API id of a noun, for contracts. */
export function publicIdPattern(noun: IdNoun): RegExp {
  return new RegExp(`^${idPrefixes[noun]}_[0-9a-f]{32}$`)
}
