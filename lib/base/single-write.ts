/**
 * One write for what belongs together. Node's HTTP server ends an answer with an empty write: with its socket corked, the two become
 * a `writev`, which costs twice a plain write where all is small.
 */
import type { Socket } from 'node:net'

/** Up to here copying costs less than a second buffer; Node writes texts of this length without allocating. */
const MAX_BYTES = 16_000

type Chunk = { chunk: unknown; encoding: string }
type Done = (error?: Error | null) => void

/** From now on small writes that were held back together leave the socket as one. */
export function writeAtOnce(socket: Socket): void {
  const writev = socket._writev
  if (!writev) return
  socket._writev = (chunks: Chunk[], done: Done) => {
    const text = joined(chunks)
    if (text === null) writev.call(socket, chunks as Parameters<typeof writev>[0], done)
    else socket._write(text, 'latin1', done)
  }
}

/** All chunks as text of one byte a character; null where they are large, or text of another kind. */
function joined(chunks: readonly Chunk[]): string | null {
  let text = ''
  for (const { chunk, encoding } of chunks) {
    if (typeof chunk === 'string' ? encoding !== 'latin1' && chunk !== '' : !Buffer.isBuffer(chunk)) return null
    const { length } = chunk as string | Buffer
    if (text.length + length > MAX_BYTES) return null
    text += typeof chunk === 'string' ? chunk : textOf(chunk as Buffer)
  }
  return text
}

/** The line ends between the pieces of a chunked answer come as bytes: two for each. */
function textOf(bytes: Buffer): string {
  return bytes.length === 2 && bytes[0] === 0x0d && bytes[1] === 0x0a ? '\r\n' : bytes.toString('latin1')
}
