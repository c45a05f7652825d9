/** The Web door: the same core behind a Request and a Response, for hosts that have nothing else. */
import { type ByteSink, type ByteStream, type Call, isByteStream, type Reply } from '@/lib/gateway/call'
import { CallHangUp } from '@/lib/gateway/hang-up'
import type { Gateway } from '@/lib/gateway/pipeline'
import { isRefusal, Refusal } from '@/lib/gateway/refusal'

/** Answers a request whose gateway path (`/v1/…`, `/openai/…`) has been worked out by the caller. */
export async function answerWebRequest(
  gateway: Gateway,
  request: Request,
  path: string,
  clientAddress: string,
  certificate: string | null = null,
): Promise<Response> {
  const hangUp = new CallHangUp()
  request.signal.addEventListener('abort', () => hangUp.hangUp())
  const call: Call = {
    method: request.method,
    path,
    query: new URL(request.url).search.slice(1),
    header: (name) => request.headers.get(name) ?? undefined,
    readBody: (limitBytes, share) => readBody(request, limitBytes, share),
    clientAddress,
    certificate: () => certificate,
    hangUp,
    digests: null,
  }
  return responseOf(await gateway.handle(call), () => hangUp.hangUp())
}

function responseOf(reply: Reply, onCancel: () => void): Response {
  const headers = new Headers()
  for (let i = 0; i + 1 < reply.headers.length; i += 2) headers.append(reply.headers[i] ?? '', reply.headers[i + 1] ?? '')
  const body = isByteStream(reply.body) ? readableOf(reply.body, onCancel) : new Uint8Array(reply.body)
  return new Response(body, { status: reply.status, headers })
}

function readableOf(stream: ByteStream, onCancel: () => void): ReadableStream<Uint8Array> {
  let onDrain: () => void = () => {}
  let isOver = false
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const sink: ByteSink = {
        write(bytes) {
          if (isOver) return true
          controller.enqueue(new Uint8Array(bytes))
          return (controller.desiredSize ?? 1) > 0
        },
        end() {
          if (isOver) return
          isOver = true
          controller.close()
        },
        fail() {
          if (isOver) return
          isOver = true
          controller.error(new Error('the answer broke off'))
        },
        onDrain(listener) {
          onDrain = listener
        },
      }
      stream.pipe(sink)
    },
    pull: () => onDrain(),
    cancel() {
      isOver = true
      onCancel()
    },
  })
}

async function readBody(request: Request, limitBytes: number, share: { take(bytes: number): void }): Promise<Buffer> {
  const tooLarge = () => new Refusal('body_too_large', `The request body is larger than ${limitBytes} bytes.`)
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw tooLarge()
  if (!request.body) return Buffer.alloc(0)
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    for (const reader = request.body.getReader(); ; ) {
      const { done, value } = await reader.read()
      if (done) return Buffer.concat(pieces)
      size += value.length
      if (size > limitBytes) throw tooLarge()
      share.take(value.length)
      pieces.push(value)
    }
  } catch (error) {
    throw isRefusal(error) ? error : new Refusal('client_closed_request', 'The request broke off.')
  }
}
