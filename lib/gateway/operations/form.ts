/**
 * A body of several parts (RFC 7578), as recordings are sent: its fields are read, its files pass on as they came. What was
 * read stays beside the fields, so that it can be written again with another model's name.
 */
import type { JsonObject } from '@/lib/gateway/json'
import { type PartHead, readPartHead, writePartHead } from '@/lib/gateway/operations/part-head'
import { Refusal } from '@/lib/gateway/refusal'

type Part = { head: PartHead; content: Buffer }

export type Form = { boundary: string; parts: readonly Part[] }

const forms = new WeakMap<JsonObject, Form>()
const MOST_PARTS = 100
const BREAK = Buffer.from('\r\n\r\n')

/** The fields by name; of a file, its name. Refused where the body is no form. */
export function parseForm(bytes: Buffer, contentType: string | undefined): JsonObject {
  const boundary = /^multipart\/form-data\s*;.*?boundary="?([^";,\s]{1,70})"?/i.exec(contentType ?? '')?.[1]
  if (boundary === undefined) throw invalid('The request body must be multipart/form-data.')
  const parts = partsOf(bytes, boundary)
  const fields: JsonObject = {}
  for (const { head, content } of parts) {
    const { name } = head
    // Of two alike one reader takes the first, another the last; only lists have several.
    if (Object.hasOwn(fields, name) && !name.endsWith('[]')) throw invalid(`The form has '${name}' more than once.`)
    fields[name] = head.fileName === null ? content.toString('utf8') : '(file)'
  }
  forms.set(fields, { boundary, parts })
  return fields
}

/** The form a body was read from. */
export function formOf(body: JsonObject): Form | undefined {
  return forms.get(body)
}

/** The form once more, its model called what it is called there. */
export function writeForm({ boundary, parts }: Form, model: string): Buffer {
  const pieces: Buffer[] = []
  for (const { head, content } of parts) {
    pieces.push(
      Buffer.from(`--${boundary}\r\n`),
      writePartHead(head),
      BREAK,
      head.name === 'model' ? Buffer.from(model) : content,
      Buffer.from('\r\n'),
    )
  }
  if (!parts.some(({ head }) => head.name === 'model'))
    pieces.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\n${model}\r\n`))
  pieces.push(Buffer.from(`--${boundary}--\r\n`))
  return Buffer.concat(pieces)
}

function partsOf(bytes: Buffer, boundary: string): Part[] {
  const parts: Part[] = []
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const opening = Buffer.from(`--${boundary}`)
  if (bytes.indexOf(opening) !== 0) throw invalid('The form does not begin with its boundary.')
  for (let at = opening.length; ; ) {
    // Two dashes after a boundary end the form.
    if (bytes[at] === 0x2d && bytes[at + 1] === 0x2d) return parts
    if (bytes[at] !== 0x0d || bytes[at + 1] !== 0x0a) throw invalid('The form is damaged at a boundary.')
    const headEnd = bytes.indexOf(BREAK, at)
    const end = headEnd === -1 ? -1 : bytes.indexOf(delimiter, headEnd + 2)
    if (headEnd === -1 || end === -1 || parts.length === MOST_PARTS)
      throw invalid('The form is not whole, or has too many parts.')
    const head = readPartHead(bytes.subarray(at + 2, headEnd))
    if (head === null) throw invalid('A part of the form has no name, or a head that cannot be read in one way only.')
    parts.push({ head, content: bytes.subarray(Math.min(headEnd + BREAK.length, end), end) })
    at = end + delimiter.length
  }
}

function invalid(message: string): Refusal {
  return new Refusal('invalid_request', message)
}
