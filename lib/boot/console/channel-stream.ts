/** One end of a connection between two threads of this process: what is written here is read at the channel's other end. */
import { Duplex } from 'node:stream'
import type { MessagePort } from 'node:worker_threads'

/** Bytes; that more are wanted; or that no more will come. */
type Message = Uint8Array<ArrayBuffer> | 'more' | 'end'

/** One piece is under way at a time: the next is sent when the other end has asked for more, so a slow reader slows its writer. */
export class ChannelStream extends Duplex {
  readonly #port: MessagePort
  #onTaken: (() => void) | null = null
  #owesMore = false

  constructor(port: MessagePort) {
    super()
    this.#port = port
    port.on('message', (message: Message) => this.#hear(message))
    // Whatever was sent before has come before. A thread that dies closes its ends too.
    port.on('close', () => this.destroy())
  }

  #hear(message: Message): void {
    if (message === 'more') {
      const onTaken = this.#onTaken
      this.#onTaken = null
      onTaken?.()
    } else if (message === 'end') this.push(null)
    else {
      this.#owesMore = true
      this.push(Buffer.from(message.buffer))
    }
  }

  override _read(): void {
    if (!this.#owesMore) return
    this.#owesMore = false
    this.#send('more')
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, onTaken: () => void): void {
    this.#pass(new Uint8Array(chunk), onTaken)
  }

  /** Chunks of an answer come with their sizes and line ends: one piece of them all takes one turn of both threads. */
  override _writev(chunks: { chunk: Buffer }[], onTaken: () => void): void {
    this.#pass(new Uint8Array(Buffer.concat(chunks.map(({ chunk }) => chunk))), onTaken)
  }

  /** `bytes` are a copy of their own: what is written may lie in memory that others use too. */
  #pass(bytes: Uint8Array<ArrayBuffer>, onTaken: () => void): void {
    this.#onTaken = onTaken
    this.#port.postMessage(bytes, [bytes.buffer])
  }

  override _final(onDone: () => void): void {
    this.#send('end')
    onDone()
  }

  override _destroy(error: Error | null, onDone: (error: Error | null) => void): void {
    this.#port.close()
    const onTaken = this.#onTaken
    this.#onTaken = null
    onDone(error)
    onTaken?.()
  }

  #send(message: Message): void {
    this.#port.postMessage(message)
  }
}
