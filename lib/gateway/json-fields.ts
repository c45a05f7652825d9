/**
 * Reads single fields of a JSON object without reading the rest: an answer passes on as it came, and what is billed is in one
 * small field of it. Brackets and texts are followed to the end, so half a body is seen as one; what stands inside a field
 * nobody asks for is not judged.
 */

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const ARRAY = 0x5b
const ARRAY_END = 0x5d
const OBJECT = 0x7b
const OBJECT_END = 0x7d

/** A text longer than this is searched for its end by the machine's own means. */
const SHORT_TEXT = 32

/**
 * The values of the named fields as bytes (`undefined` where the object has no such field), in the order of the names; of two
 * equal fields the last one counts. Null where the bytes are not one whole object.
 */
export function readFields(bytes: Buffer, names: readonly string[]): (Buffer | undefined)[] | null {
  const found: (Buffer | undefined)[] = names.map(() => undefined)
  let at = afterSpace(bytes, 0)
  if (bytes[at] !== OBJECT) return null
  at = afterSpace(bytes, at + 1)
  if (bytes[at] === OBJECT_END) return isAtEnd(bytes, at + 1) ? found : null
  for (;;) {
    if (bytes[at] !== QUOTE) return null
    const nameStart = at + 1
    at = endOfText(bytes, nameStart)
    if (at === -1) return null
    const nameEnd = at - 1
    at = afterSpace(bytes, at)
    if (bytes[at] !== COLON) return null
    const start = afterSpace(bytes, at + 1)
    at = endOfValue(bytes, start)
    if (at === -1) return null
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? ''
      if (name.length === nameEnd - nameStart && isText(bytes, nameStart, name)) found[i] = bytes.subarray(start, at)
    }
    at = afterSpace(bytes, at)
    if (bytes[at] === OBJECT_END) return isAtEnd(bytes, at + 1) ? found : null
    if (bytes[at] !== COMMA) return null
    at = afterSpace(bytes, at + 1)
  }
}

/** A field as a value; null where there is none, or it is none. */
export function parseField(bytes: Buffer | undefined): unknown {
  if (bytes === undefined) return null
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

/** Is the field a list? */
export function isListField(bytes: Buffer | undefined): boolean {
  return bytes?.[0] === ARRAY
}

function isText(bytes: Buffer, from: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text.charCodeAt(i)) return false
  return true
}

function isAtEnd(bytes: Buffer, at: number): boolean {
  return afterSpace(bytes, at) === bytes.length
}

function afterSpace(bytes: Buffer, from: number): number {
  let at = from
  for (let byte = bytes[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = bytes[at]) at++
  return at
}

/** After the quote that ends a text whose content starts at `from`, or -1. */
function endOfText(bytes: Buffer, from: number): number {
  const soon = Math.min(bytes.length, from + SHORT_TEXT)
  let at = from
  for (; at < soon; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) return at + 1
    if (byte === BACKSLASH) at++
  }
  for (let end = bytes.indexOf(QUOTE, at); end !== -1; end = bytes.indexOf(QUOTE, end + 1)) {
    let slashes = 0
    while (end - slashes > at && bytes[end - slashes - 1] === BACKSLASH) slashes++
    if (slashes % 2 === 0) return end + 1
  }
  return -1
}

/** After the value that starts at `from`, or -1 where it never ends. */
function endOfValue(bytes: Buffer, from: number): number {
  const first = bytes[from]
  if (first === QUOTE) return endOfText(bytes, from + 1)
  if (first !== OBJECT && first !== ARRAY) return endOfLiteral(bytes, from)
  let depth = 0
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) {
      at = endOfText(bytes, at + 1) - 1
      if (at < 0) return -1
    } else if (byte === OBJECT || byte === ARRAY) depth++
    else if (byte === OBJECT_END || byte === ARRAY_END) {
      depth--
      if (depth === 0) return at + 1
    }
  }
  return -1
}

/** A number, true, false or null. */
function endOfLiteral(bytes: Buffer, from: number): number {
  let at = from
  for (let byte = bytes[at]; byte !== undefined && isLiteral(byte); byte = bytes[at]) at++
  return at === from ? -1 : at
}

function isLiteral(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e ||
    byte === 0x45
  )
}
