/** A stream on its way to its caller, and a copy of it: as far as it may be kept. */
import type { ByteSink, ByteStream } from '@/lib/gateway/call'

export function copiedStream(stream: ByteStream, maxBytes: number, onEnd: (copy: Buffer | null) => void): ByteStream {
  return { pipe: (sink) => stream.pipe(new CopyingSink(sink, maxBytes, onEnd)) }
}

class CopyingSink implements ByteSink {
  private pieces: Buffer[] | null = []
  private size = 0

  constructor(
    private readonly sink: ByteSink,
    private readonly maxBytes: number,
    private readonly onCopied: (copy: Buffer | null) => void,
  ) {}

  write(bytes: Buffer): boolean {
    this.size += bytes.length
    if (this.size > this.maxBytes) this.pieces = null
    this.pieces?.push(bytes)
    return this.sink.write(bytes)
  }

  end(): void {
    this.sink.end()
    this.onCopied(this.pieces && Buffer.concat(this.pieces))
  }

  fail(): void {
    this.sink.fail()
    this.onCopied(null)
  }

  onDrain(listener: () => void): void {
    this.sink.onDrain(listener)
  }
}
