/** A zip archive in pieces, each entry compressed as it is written: nothing of it is ever whole in memory. */
import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'

export type ZipEntry = { name: string; content: Iterable<string> | AsyncIterable<string> }

/** Of all entries, so that an archive of the same content is the same bytes. */
const WRITTEN = new Date(1980, 0, 1)

/** One entry after the other; a reader who leaves early ends them all. */
export async function* zipFile(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  const archive = new ZipFile()
  const output = archive.outputStream as Readable
  let reading: Readable | null = null
  for (const { name, content } of entries) {
    archive.addReadStreamLazy(name, { mtime: WRITTEN, forceDosTimestamp: true }, (begin) => {
      reading = Readable.from(bytesOf(content), { objectMode: false })
      // An archive does not look after what it reads.
      reading.on('error', (error) => output.destroy(error))
      begin(null, reading)
    })
  }
  archive.end()
  try {
    for await (const piece of output) yield piece as Uint8Array
  } finally {
    ;(reading as Readable | null)?.destroy()
  }
}

async function* bytesOf(content: ZipEntry['content']): AsyncGenerator<Buffer> {
  for await (const text of content) if (text !== '') yield Buffer.from(text)
}
