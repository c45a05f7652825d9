/**
 * A request whose body goes to one taker as it arrives. Node hands a body's pieces to `push`, and a stream makes of each a buffered
 * list, two events and three turns of its queue: more than all a small body costs otherwise. Nobody but the gateway's door takes
 * bodies this way; for everybody else this is the request they know.
 */
import { IncomingMessage } from 'node:http'

/** Hears each piece as it arrives; null is the end. */
export type BodyTaker = (piece: Buffer | null) => void

/** Throws away what nobody reads, so that a connection can be used again. Node's own, and in no type. */
const { _dump: dump } = IncomingMessage.prototype as unknown as { _dump?(): void }

export class TakenRequest extends IncomingMessage {
  private taker: BodyTaker | null = null
  private isTaken = false

  /** False, and nothing is changed, where some of the body is here already: it is to be read as any stream. */
  takeBody(taker: BodyTaker): boolean {
    if (this.complete || this.readableLength > 0) return false
    this.taker = taker
    this.isTaken = true
    return true
  }

  /** What is still to come is to be read as any stream. */
  giveBack(): void {
    this.taker = null
    this.isTaken = false
  }

  override push(piece: Buffer | null, encoding?: BufferEncoding): boolean {
    const { taker } = this
    if (taker === null) return super.push(piece, encoding)
    // The end may keep this request until the connection's next one: not what it has heard.
    if (piece === null) this.taker = null
    taker(piece)
    return true
  }

  _dump(): void {
    if (!this.isTaken) dump?.call(this)
  }
}
