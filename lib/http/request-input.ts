/** What a request brings in: its query for reads, its JSON body for the rest, or a file where a route takes one. */
import { Fault } from '@/lib/base/faults'
import type { Route } from '@/lib/http/route'

const MIB = 1024 * 1024

export async function readInput(request: Request, upload?: Route['upload']): Promise<Record<string, unknown>> {
  const query = Object.fromEntries(new URL(request.url).searchParams)
  if (request.method === 'GET') return query
  const type = request.headers.get('content-type') ?? ''
  const isFile = upload !== undefined && /^text\/csv\b/i.test(type)
  const bytes = await readBytes(request, isFile ? upload.maxBytes : MIB)
  if (isFile) return { ...query, [upload.field]: decode(bytes) }
  const text = bytes.toString('utf8')
  if (text.trim() === '') return {}
  if (!/^application\/([a-z.+-]+\+)?json\b/i.test(type)) {
    throw new Fault('request.malformed', {
      public: `Send the body as content-type application/json${upload ? ', or a file as text/csv' : ''}.`,
    })
  }
  const body = parse(text)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Fault('request.malformed', { public: 'The body must be a JSON object.' })
  }
  return Object.fromEntries(Object.entries(body))
}

/** Stops reading at the limit, whatever content-length says. */
async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  if (!request.body) return Buffer.alloc(0)
  const tooLarge = () => new Fault('request.too_large', { public: `The body may have at most ${maxBytes / MIB} MiB.` })
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** UTF-8, or UTF-16 where the file begins with its mark, as spreadsheets save it. */
function decode(bytes: Buffer): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Fault('request.malformed', {
      public:
        'The file is not text in UTF-8 or UTF-16. A packed file (.gz, .zip, .xlsx) must be unpacked, or saved as CSV, first.',
      cause,
    })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Fault('request.malformed', { public: 'The body is not JSON.', cause })
  }
}
