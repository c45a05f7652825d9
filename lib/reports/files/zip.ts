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
  const opened: Readable[] = []
  for (const { name, content } of entries) {
    archive.addReadStreamLazy(name, { mtime: WRITTEN, forceDosTimestamp: true }, (begin) => {
      const reading = Readable.from(bytesOf(content), { objectMode: false })
      opened.push(reading)
      // An archive does not look after what it reads.
      reading.on('error', (error) => output.destroy(error))
      begin(null, reading)
    })
  }
  archive.end()
  try {
    for await (const piece of output) yield piece as Uint8Array
  } finally {
    for (const one of opened) one.destroy()
  }
}

async function* bytesOf(content: ZipEntry['content']): AsyncGenerator<Buffer> {
  for await (const text of content) if (text !== '') yield Buffer.from(text)
}
