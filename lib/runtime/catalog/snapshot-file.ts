/** The last good catalog on disk. Credentials in it are sealed as they are in the database, keys are digests. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { type CatalogRows, catalogNouns } from '@/lib/runtime/catalog/rows'

export async function writeSnapshotFile(path: string, version: number, rows: CatalogRows): Promise<void> {
  const content = Object.fromEntries(catalogNouns.map((noun) => [noun, [...rows[noun].values()]]))
  await writeFile(`${path}.new`, JSON.stringify({ version, rows: content }), { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/** The stored rows, or null where there are none or they cannot be read. */
export async function readSnapshotFile(path: string): Promise<{ version: number; rows: CatalogRows } | null> {
  try {
    const stored = JSON.parse(await readFile(path, 'utf8')) as { version: number; rows: Record<string, { id: string }[]> }
    const rows = Object.fromEntries(
      catalogNouns.map((noun) => [noun, new Map((stored.rows[noun] ?? []).map((row) => [row.id, row]))]),
    )
    return { version: stored.version, rows: rows as unknown as CatalogRows }
  } catch {
    return null
  }
}
