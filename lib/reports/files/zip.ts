/** A zip archive in pieces, each entry compressed as it is written: nothing of it is ever whole in memory. */
import { once } from 'node:events'
import { crc32, createDeflateRaw } from 'node:zlib'

export type ZipEntry = { name: string; content: Iterable<string> | AsyncIterable<string> }

/** Sizes follow each entry, since nobody knows them before. Below 4 GiB, as the form without extensions allows. */
export async function* zipFile(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  let at = 0
  const directory: Buffer[] = []
  for (const { name, content } of entries) {
    const start = at
    const file = Buffer.from(name)
    const head = Buffer.concat([localHead(file.length), file])
    yield head
    at += head.length
    const sums = { crc: 0, size: 0 }
    let packed = 0
    for await (const chunk of deflated(content, sums)) {
      yield chunk
      packed += chunk.length
    }
    at += packed
    const tail = descriptor(sums.crc, packed, sums.size)
    yield tail
    at += tail.length
    if (at > LARGEST) throw new RangeError('a zip archive of more than 4 GiB is not written')
    directory.push(centralHead(file.length, sums.crc, packed, sums.size, start), file)
  }
  const list = Buffer.concat(directory)
  yield list
  yield endOf(entries.length, list.length, at)
}

const LARGEST = 0xffff_ffff
/** Names are UTF-8, sizes follow the data. */
const FLAGS = 0x0808
const DEFLATE = 8
/** 1980-01-01: an archive of the same content is the same bytes. */
const DATE = 0x0021

async function* deflated(content: ZipEntry['content'], sums: { crc: number; size: number }): AsyncGenerator<Buffer> {
  const packer = createDeflateRaw()
  const feed = async () => {
    for await (const text of content) {
      const bytes = Buffer.from(text)
      sums.crc = crc32(bytes, sums.crc)
      sums.size += bytes.length
      if (!packer.write(bytes)) await Promise.race([once(packer, 'drain'), once(packer, 'close')])
      if (packer.destroyed) return
    }
    packer.end()
  }
  const fed = feed().catch((error: Error) => void packer.destroy(error))
  // A reader who leaves destroys the packer, and with it ends the feeding.
  for await (const chunk of packer) yield chunk as Buffer
  await fed
}

function localHead(nameLength: number): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(FLAGS, 6)
  head.writeUInt16LE(DEFLATE, 8)
  head.writeUInt16LE(DATE, 12)
  head.writeUInt16LE(nameLength, 26)
  return head
}

function descriptor(crc: number, packed: number, size: number): Buffer {
  const tail = Buffer.alloc(16)
  tail.writeUInt32LE(0x08074b50, 0)
  tail.writeUInt32LE(crc, 4)
  tail.writeUInt32LE(packed, 8)
  tail.writeUInt32LE(size, 12)
  return tail
}

function centralHead(nameLength: number, crc: number, packed: number, size: number, start: number): Buffer {
  const head = Buffer.alloc(46)
  head.writeUInt32LE(0x02014b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(20, 6)
  head.writeUInt16LE(FLAGS, 8)
  head.writeUInt16LE(DEFLATE, 10)
  head.writeUInt16LE(DATE, 14)
  head.writeUInt32LE(crc, 16)
  head.writeUInt32LE(packed, 20)
  head.writeUInt32LE(size, 24)
  head.writeUInt16LE(nameLength, 28)
  head.writeUInt32LE(start, 42)
  return head
}

function endOf(entries: number, length: number, start: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries, 8)
  end.writeUInt16LE(entries, 10)
  end.writeUInt32LE(length, 12)
  end.writeUInt32LE(start, 16)
  return end
}
