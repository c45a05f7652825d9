/**
 * Ids are UUIDv7 in the database and `<prefix>_<32 hex digits>` in the API, so a reader sees what an id is of
 * and either form is made from the other without a table.
 */

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
  azureInstance: 'azi',
  azureRead: 'azr',
  azurePublish: 'azp',
  issuer: 'iss',
  usage: 'usg',
  base: 'bas',
  azureImport: 'azm',
} as const

export type IdNoun = keyof typeof idPrefixes

/**
 * A new UUIDv7: sorts by the time it was made, or by the given one (milliseconds since the epoch).
 * https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
 */
export function newUuid(atMs: number = Date.now()): string {
  if (used === RANDOM_DIGITS * IDS_PER_DRAW) draw()
  const at = used
  used += RANDOM_DIGITS
  const variant = '89ab'[digitAt(drawn, at) & 3] ?? ''
  return `${timeText(atMs)}-7${drawn.slice(at + 1, at + 4)}-${variant}${drawn.slice(at + 4, at + 7)}-${drawn.slice(at + 7, at + 19)}`
}

/** Randomness is drawn, and written in hexadecimal, for many ids at once: one by one it costs more than all the rest of an id. */
const IDS_PER_DRAW = 256
/** One for the variant, 18 for themselves, and one to make whole bytes of them. */
const RANDOM_DIGITS = 20
let drawn = ''
let used = RANDOM_DIGITS * IDS_PER_DRAW

function draw(): void {
  drawn = Buffer.from(crypto.getRandomValues(new Uint8Array((RANDOM_DIGITS * IDS_PER_DRAW) / 2))).toString('hex')
  used = 0
}

/** The value of a lower-case hexadecimal digit. */
export function digitAt(hex: string, at: number): number {
  const code = hex.charCodeAt(at)
  return code > 0x39 ? code - 0x57 : code - 0x30
}

let textMs = -1
let text = ''

/** The first 48 bits; many ids are of one millisecond. */
function timeText(atMs: number): string {
  if (atMs !== textMs) {
    const digits = Math.trunc(atMs).toString(16).padStart(12, '0')
    text = `${digits.slice(0, 8)}-${digits.slice(8)}`
    textMs = atMs
  }
  return text
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
