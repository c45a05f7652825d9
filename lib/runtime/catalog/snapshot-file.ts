/**
 * The last good catalog on disk, a line of JSON for each row, so that neither writing nor reading it ever holds up calls. Credentials
 * in it are sealed as they are in the database, keys are digests.
 */
import { createReadStream } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { type KeyRecords, KeyTable, RECORD_BYTES } from '@/lib/runtime/catalog/key-table'
import { type CatalogNoun, type CatalogRows, catalogNouns, isCatalogNoun } from '@/lib/runtime/catalog/rows'

/** What the gateway lives on, of one version. */
export type StoredCatalog = { version: number; rows: CatalogRows; keys: KeyTable }

type Line =
  | { version: number }
  | { noun: CatalogNoun; row: { id: string } }
  | { keys: string; cidrs: KeyRecords['cidrs']; models?: KeyRecords['models']; certificates?: KeyRecords['certificates'] }
  | { end: true }

const ROWS_AT_ONCE = 500
const KEYS_AT_ONCE = 5_000

/** Replaces the file as a whole once it is written. */
export async function writeSnapshotFile(path: string, { version, rows, keys }: StoredCatalog): Promise<void> {
  // Several processes may share the folder.
  const temporary = `${path}.${process.pid}.new`
  const packed = keys.pack()
  const file = await open(temporary, 'w', 0o600)
  const write = (lines: readonly Line[]) => file.write(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)
  try {
    await write([{ version }])
    for (const noun of catalogNouns) {
      const all = [...rows[noun].values()]
      for (let at = 0; at < all.length; at += ROWS_AT_ONCE)
        await write(all.slice(at, at + ROWS_AT_ONCE).map((row) => ({ noun, row })))
    }
    await write([{ keys: '', cidrs: packed.cidrs, models: packed.models, certificates: packed.certificates }])
    const size = KEYS_AT_ONCE * RECORD_BYTES
    for (let at = 0; at < packed.records.length; at += size)
      await write([{ keys: packed.records.toString('base64', at, at + size), cidrs: [] }])
    await write([{ end: true }])
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}

/** What is stored, or null where there is nothing whole. */
export async function readSnapshotFile(path: string): Promise<StoredCatalog | null> {
  const rows = Object.fromEntries(catalogNouns.map((noun) => [noun, new Map<string, unknown>()])) as unknown as CatalogRows
  const keys = new KeyTable()
  let version: number | null = null
  let isWhole = false
  try {
    for await (const text of createInterface({ input: createReadStream(path) })) {
      const line = JSON.parse(text) as Line
      if ('version' in line) version = line.version
      else if ('keys' in line) keys.add({ ...line, records: Buffer.from(line.keys, 'base64') })
      else if ('end' in line) isWhole = true
      else if (isCatalogNoun(line.noun)) (rows[line.noun] as Map<string, unknown>).set(line.row.id, line.row)
    }
  } catch {
    return null
  }
  return version !== null && isWhole ? { version, rows, keys } : null
}
