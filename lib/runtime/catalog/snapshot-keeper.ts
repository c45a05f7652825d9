/** Writes the last good catalog to disk: at once where it was written long ago, else a while later, so that many changes are one write. */
import { type StoredCatalog, writeSnapshotFile } from '@/lib/runtime/catalog/snapshot-file'

export type SnapshotKeeper = {
  keep(catalog: StoredCatalog): void
  /** Writes what is not written yet. */
  stop(): Promise<void>
}

const EVERY_MS = 5_000

export function createSnapshotKeeper(path: string, onError: (error: unknown) => void): SnapshotKeeper {
  let next: StoredCatalog | null = null
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()
  let isWriting = false

  function write(): void {
    const catalog = next
    if (catalog === null) return
    next = null
    isWriting = true
    writing = writeSnapshotFile(path, catalog)
      .catch(onError)
      .finally(() => {
        isWriting = false
        // Not before a while has passed: the next may already be there.
        timer = setTimeout(() => {
          timer = null
          write()
        }, EVERY_MS)
        timer.unref()
      })
  }

  return {
    keep(catalog) {
      next = catalog
      if (!isWriting && timer === null) write()
    },
    async stop() {
      await writing
      if (timer !== null) clearTimeout(timer)
      timer = null
      write()
      await writing
      if (timer !== null) clearTimeout(timer)
    },
  }
}
