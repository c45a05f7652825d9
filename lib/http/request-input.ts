/** What a request brings in: its query for reads, its JSON body for the rest. */
import { Fault } from '@/lib/base/faults'

const MAX_BODY_BYTES = 1024 * 1024

export async function readInput(request: Request): Promise<Record<string, unknown>> {
  if (request.method === 'GET') return Object.fromEntries(new URL(request.url).searchParams)
  const text = await readText(request)
  if (text.trim() === '') return {}
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/([a-z.+-]+\+)?json\b/i.test(type)) {
    throw new Fault('request.malformed', { public: 'Send the body as content-type application/json.' })
  }
  const body = parse(text)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Fault('request.malformed', { public: 'The body must be a JSON object.' })
  }
  return Object.fromEntries(Object.entries(body))
}

/** Stops reading at the limit, whatever content-length says. */
async function readText(request: Request): Promise<string> {
  if (!request.body) return ''
  const tooLarge = () => new Fault('request.too_large', { public: 'The body may have at most 1 MiB.' })
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Fault('request.malformed', { public: 'The body is not JSON.', cause })
  }
}
