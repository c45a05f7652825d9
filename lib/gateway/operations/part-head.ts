/**
 * The head of a part of a form. What can be read in two ways is not read at all, and what is sent on is written anew: the provider
 * sees the name that was judged here, and no other.
 */
export type PartHead = {
  name: string
  /** Null where it is no file. */
  fileName: string | null
  contentType: string | null
}

const LONGEST = 4_096
const parameter = /\s*;\s*([a-z*]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"\\]+))/gi

/** Null where it has no name, or is not plain. Each byte is one character, there and back. */
export function readPartHead(bytes: Buffer): PartHead | null {
  if (bytes.length > LONGEST) return null
  const headers = new Map<string, string>()
  for (const line of bytes.toString('latin1').split('\r\n')) {
    const [, name, value] = /^([!-9;-~]+):[ \t]*([^\r\n\0]*)$/.exec(line) ?? []
    if (name === undefined || value === undefined || headers.has(name.toLowerCase())) return null
    headers.set(name.toLowerCase(), value)
  }
  const [, kind, rest = ''] = /^([a-z-]+)(.*)$/i.exec(headers.get('content-disposition') ?? '') ?? []
  if (kind?.toLowerCase() !== 'form-data' || rest.replace(parameter, '').trim() !== '') return null
  const given = new Map<string, string>()
  for (const [, key = '', quoted, bare] of rest.matchAll(parameter)) {
    if (given.has(key.toLowerCase())) return null
    given.set(key.toLowerCase(), quoted ?? bare ?? '')
  }
  const name = given.get('name')
  if (name === undefined || name.includes('\\') || given.has('name*')) return null
  const fileName = given.get('filename') ?? (given.has('filename*') ? 'file' : null)
  return { name, fileName, contentType: headers.get('content-type') ?? null }
}

export function writePartHead({ name, fileName, contentType }: PartHead): Buffer {
  const file = fileName === null ? '' : `; filename="${fileName.replace(/["\\]/g, '_')}"`
  const type = contentType === null ? '' : `\r\nContent-Type: ${contentType}`
  return Buffer.from(`Content-Disposition: form-data; name="${name}"${file}${type}`, 'latin1')
}
