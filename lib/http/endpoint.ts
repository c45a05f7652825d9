/**
 * The one wrapper of the management API: who asks, may a browser have been tricked into it, what comes in, the operation,
 * what goes out. A route file is `export const { GET, POST } = endpoint('/tenants')`.
 */
import { Readable } from 'node:stream'
import { systemActor } from '@/lib/access/actor'
import { clientAddress } from '@/lib/auth/client-address'
import { findActor } from '@/lib/auth/find-actor'
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { controlPorts } from '@/lib/control/control-ports'
import { faultOf } from '@/lib/control/prisma-faults'
import { problemResponse } from '@/lib/http/problem'
import { readInput } from '@/lib/http/request-input'
import { type Download, type FileFormat, fileTypes, type Route, type StreamedFile } from '@/lib/http/route'
import { type RoutePath, routes } from '@/lib/http/routes'
import { requireSameSite } from '@/lib/http/same-site'

type RouteContext = { params: Promise<Record<string, string>> }
export type Handler = (request: Request, context: RouteContext) => Promise<Response>

/** The handlers of a path, one per method it has. */
export function endpoint<P extends RoutePath>(path: P): { [M in keyof (typeof routes)[P]]: Handler } {
  const methods: Record<string, Route> = routes[path]
  const handlers = Object.entries(methods).map(([method, route]) => [method, handlerOf(path, route)])
  return Object.fromEntries(handlers) as { [M in keyof (typeof routes)[P]]: Handler }
}

function handlerOf(path: string, route: Route): Handler {
  return async (request, { params }) => {
    const requestId = newUuid()
    try {
      const response = await answer(path, route, request, await params)
      response.headers.set('x-request-id', requestId)
      return response
    } catch (error) {
      const fault = faultOf(error)
      if (fault.status >= 500) logFault(fault, requestId, route)
      return problemResponse(fault, requestId)
    }
  }
}

async function answer(path: string, route: Route, request: Request, params: Record<string, string>): Promise<Response> {
  const { operation, isOpen } = route
  const actor = isOpen ? systemActor('one-time link') : await findActor(request)
  if (!actor) throw new Fault('auth.required', { public: 'Sign in, or send a management token as Bearer.' })
  requireSameSite(request, controlPorts().publicUrl)
  const input = { ...(await readInput(request, route.upload)), ...params }
  const output = await operation(actor, input as never, {
    address: clientAddress(request.headers),
    ifMatch: request.headers.get('if-match'),
    idempotencyKey: request.headers.get('idempotency-key'),
  })
  const format = new URL(request.url).searchParams.get('format')
  if (format === 'csv') {
    if (route.csv) return download(route.csv(output))
    if (route.stream) return streamed(route.stream(actor, output))
  }
  const file = isFileFormat(format) ? route.files?.[format] : undefined
  if (file && isFileFormat(format)) return streamed(await file(actor, output), fileTypes[format])
  return json(output, operation.spec.creates ? 201 : 200, path)
}

function json(output: unknown, status: number, path: string): Response {
  const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' })
  if (typeof output === 'object' && output !== null) {
    if ('version' in output && typeof output.version === 'number') headers.set('etag', `"${output.version}"`)
    const isNew = status === 201 && 'id' in output && !path.includes('{')
    if (isNew) headers.set('location', `/api/v1${path}/${output.id}`)
  }
  return new Response(JSON.stringify(output), { status, headers })
}

function download({ filename, text }: Download): Response {
  return new Response(text, { headers: fileHeaders(filename) })
}

function isFileFormat(format: string | null): format is FileFormat {
  return format !== null && Object.hasOwn(fileTypes, format)
}

/** Pieces are asked for as the reader takes them; one who leaves ends the reading. */
function streamed({ filename, pieces }: StreamedFile, type?: string): Response {
  const bytes = Readable.toWeb(Readable.from(bytesOf(pieces))) as ReadableStream<Uint8Array>
  return new Response(bytes, { headers: fileHeaders(filename, type) })
}

async function* bytesOf(pieces: AsyncIterable<string | Uint8Array>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece as string)
}

function fileHeaders(filename: string, type = 'text/csv; charset=utf-8'): Record<string, string> {
  return {
    'content-type': type,
    'content-disposition': `attachment; filename="${filename}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
}

function logFault(fault: Fault, requestId: string, route: Route): void {
  try {
    controlPorts().log.error(
      { requestId, action: route.operation.action, code: fault.code, err: fault.cause ?? fault },
      'request failed',
    )
  } catch {
    // Without ports there is no log yet; the caller has the request id and the code.
  }
}
