/**
 * Amazon's binary framing of streams: length, headers, payload, each message with two checksums. A message is given on as
 * JSON text with its type around it. https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html
 */
import { crc32 } from 'node:zlib'
import type { StreamFraming } from '@/lib/gateway/chat/wire'

const PRELUDE = 12
const CHECKSUM = 4
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024

export const eventStreamFraming: StreamFraming = {
  contentType: 'application/vnd.amazon.eventstream',
  createSplitter() {
    let pending: Buffer = Buffer.alloc(0)
    return {
      push(chunk) {
        const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
        const messages: { bytes: Buffer; data: string }[] = []
        let at = 0
        while (bytes.length - at >= PRELUDE) {
          const length = checkedLength(bytes, at)
          if (bytes.length - at < length) break
          messages.push(messageOf(bytes.subarray(at, at + length)))
          at += length
        }
        pending = bytes.subarray(at)
        return messages
      },
    }
  },
}

/** The length of the message at a place. A wrong one must not make us wait for gigabytes. */
function checkedLength(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32BE(at)
  if (crc32(bytes.subarray(at, at + 8)) !== bytes.readUInt32BE(at + 8)) throw new Error('the prelude of a message is damaged')
  if (length > MAX_MESSAGE_BYTES || length < PRELUDE + CHECKSUM) throw new Error('a message of the stream has no sensible length')
  return length
}

function messageOf(bytes: Buffer): { bytes: Buffer; data: string } {
  const end = bytes.length - CHECKSUM
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32BE(end)) throw new Error('a message of the stream is damaged')
  const headersEnd = PRELUDE + bytes.readUInt32BE(4)
  if (headersEnd > end) throw new Error('the headers of a message are longer than it')
  const headers = headersOf(bytes.subarray(PRELUDE, headersEnd))
  const isEvent = headers.get(':message-type') === 'event'
  const type = isEvent ? (headers.get(':event-type') ?? '') : 'exception'
  const payload = bytes.subarray(headersEnd, end).toString('utf8')
  return { bytes, data: `{${JSON.stringify(type)}:${payload === '' ? '{}' : payload}}` }
}

/** How many bytes a value of each kind has, where it is always as many. */
const sizes: Record<number, number> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 }

function headersOf(bytes: Buffer): Map<string, string> {
  const headers = new Map<string, string>()
  for (let at = 0; at < bytes.length; ) {
    const nameEnd = at + 1 + bytes.readUInt8(at)
    const name = bytes.toString('utf8', at + 1, nameEnd)
    const kind = bytes.readUInt8(nameEnd)
    at = nameEnd + 1
    const fixed = sizes[kind]
    if (fixed !== undefined) {
      at += fixed
      continue
    }
    const valueEnd = at + 2 + bytes.readUInt16BE(at)
    if (valueEnd > bytes.length) throw new Error('a header of a message is longer than all of them')
    if (kind === 7) headers.set(name, bytes.toString('utf8', at + 2, valueEnd))
    at = valueEnd
  }
  return headers
}
