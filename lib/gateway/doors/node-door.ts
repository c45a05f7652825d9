/** The fast door: node:http in, without the Web's Request and Response, which cost most of the throughput. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type ByteSink, type Call, isByteStream, type Reply } from '@/lib/gateway/call'
import { DigestMemo } from '@/lib/gateway/digest-memo'
import { TakenRequest } from '@/lib/gateway/doors/taken-request'
import { CallHangUp, type HangUp } from '@/lib/gateway/hang-up'
import type { Gateway } from '@/lib/gateway/pipeline'
import { Refusal } from '@/lib/gateway/refusal'

export type NodeDoorOptions = {
  clientAddressOf(socketAddress: string, forwardedFor: string | undefined): string
  onInternalError(error: unknown): void
  certificateOf?(socket: Socket, header: (name: string) => string | undefined): string | null
}

export type NodeDoor = (request: IncomingMessage, response: ServerResponse, path: string, query: string) => void

const ONE_WRITE_BYTES = 64 * 1024
/** A caller that goes on sending a body nobody reads is cut off after this long. */
const LINGER_MS = 2_000

export function createNodeDoor(gateway: Gateway, options: NodeDoorOptions): NodeDoor {
  const memos = new WeakMap<Socket, DigestMemo>()
  return (request, response, path, query) => {
    const hangUp = new CallHangUp()
    response.on('close', () => {
      if (!response.writableFinished) hangUp.hangUp()
    })
    response.on('error', () => hangUp.hangUp())
    const clientAddress = options.clientAddressOf(request.socket.remoteAddress ?? '', headerOf(request, 'x-forwarded-for'))
    const fail = (error: unknown) => {
      options.onInternalError(error)
      response.destroy()
    }
    gateway
      .handle(new NodeCall(request, path, query, clientAddress, hangUp, memoOf(memos, request.socket), options.certificateOf))
      .then((reply) => {
        try {
          send(request, response, reply)
        } catch (error) {
          fail(error)
        }
      }, fail)
  }
}

function memoOf(memos: WeakMap<Socket, DigestMemo>, socket: Socket): DigestMemo {
  let memo = memos.get(socket)
  if (!memo) {
    memo = new DigestMemo()
    memos.set(socket, memo)
  }
  return memo
}

class NodeCall implements Call {
  readonly method: string

  constructor(
    private readonly request: IncomingMessage,
    readonly path: string,
    readonly query: string,
    readonly clientAddress: string,
    readonly hangUp: HangUp,
    readonly digests: DigestMemo,
    private readonly certificateOf: NodeDoorOptions['certificateOf'],
  ) {
    this.method = request.method ?? 'GET'
  }

  header(name: string): string | undefined {
    return headerOf(this.request, name)
  }

  certificate(): string | null {
    return this.certificateOf?.(this.request.socket, (name) => this.header(name)) ?? null
  }

  readBody(limitBytes: number, share: { take(bytes: number): void }): Promise<Buffer> {
    return readBody(this.request, limitBytes, share, this.hangUp)
  }
}

function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  if (response.destroyed) {
    // Nobody is there to read it, but the stream still settles its call.
    if (isByteStream(reply.body)) reply.body.pipe(nowhere)
    return
  }
  const { headers } = reply
  if (!request.complete) headers.push('connection', 'close')
  if (isByteStream(reply.body)) {
    response.writeHead(reply.status, headers)
    reply.body.pipe(sinkOf(response))
    return
  }
  headers.push('content-length', String(reply.body.length))
  response.writeHead(reply.status, headers)
  if (!request.complete) endAfterBody(request, response, reply.body)
  // As text of one byte a character it goes out together with the head, in one write instead of two.
  else if (reply.body.length <= ONE_WRITE_BYTES) response.end(reply.body.toString('latin1'), 'latin1')
  else response.end(reply.body)
}

/**
 * An answer given before the body was read. Closing now would reset the connection under a caller who is still writing, and
 * the answer with it: the rest of the body is thrown away first.
 */
function endAfterBody(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const end = () => {
    clearTimeout(timer)
    response.end()
  }
  const timer = setTimeout(end, LINGER_MS)
  timer.unref()
  response.write(body)
  request.removeAllListeners('data')
  request.once('end', end).once('close', end)
  request.resume()
}

function sinkOf(response: ServerResponse): ByteSink {
  return {
    write: (bytes) => response.write(bytes),
    end: () => response.end(),
    fail: () => response.destroy(),
    onDrain: (listener) => void response.on('drain', listener),
  }
}

const nowhere: ByteSink = { write: () => true, end() {}, fail() {}, onDrain() {} }

function readBody(
  request: IncomingMessage,
  limitBytes: number,
  share: { take(bytes: number): void },
  hangUp: HangUp,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () => new Refusal('body_too_large', `The request body is larger than ${limitBytes} bytes.`)
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) return reject(tooLarge())
    const pieces: Buffer[] = []
    let size = 0
    const hear = (piece: Buffer) => {
      size += piece.length
      try {
        if (size > limitBytes) throw tooLarge()
        share.take(piece.length)
        pieces.push(piece)
      } catch (refusal) {
        if (request instanceof TakenRequest) request.giveBack()
        request.pause()
        reject(refusal)
      }
    }
    const end = () => resolve(pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces))
    const isTaken = request instanceof TakenRequest && request.takeBody((piece) => (piece === null ? end() : hear(piece)))
    if (!isTaken) request.on('data', hear).on('end', end)
    hangUp.onHangUp(() => reject(new Refusal('client_closed_request', 'The request broke off.')))
  })
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
