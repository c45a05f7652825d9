/**
 * What goes into the gateway and what comes out, in neither Node's nor the Web's types: those pairs cost most of the
 * throughput, so each door converts once, and the pipeline works on these.
 */
import type { DigestMemo } from '@/lib/gateway/digest-memo'
import type { HangUp } from '@/lib/gateway/hang-up'

export type Call = {
  method: string
  /** Without the query. */
  path: string
  query: string
  /** The value of a request header, by lower-case name. */
  header(name: string): string | undefined
  /** The body, read once. Rejects with a Refusal (413) beyond the limit. `share` hears of each piece, and may refuse by throwing. */
  readBody(limitBytes: number, share: { take(bytes: number): void }): Promise<Buffer>
  clientAddress: string
  /** The SHA-256 thumbprint of the certificate the caller has proven to hold; null: none. Read only where one is asked for. */
  certificate?(): string | null
  hangUp: HangUp
  /** Of the connection the call came on; null where the door knows none. */
  digests: DigestMemo | null
}

/** Header names and values, alternating. */
export type HeaderList = string[]

export type Reply = { status: number; headers: HeaderList; body: Buffer | ByteStream }

/** A body that comes in pieces. It starts when it is piped, and ends in exactly one of the sink's `end` or `fail`. */
export type ByteStream = { pipe(sink: ByteSink): void }

export type ByteSink = {
  /** Returns false where the caller should wait for `onDrain` before it sends more. */
  write(bytes: Buffer): boolean
  end(): void
  /** The answer broke off; the connection is of no more use. */
  fail(): void
  onDrain(listener: () => void): void
}

export function isByteStream(body: Buffer | ByteStream): body is ByteStream {
  return 'pipe' in body
}
