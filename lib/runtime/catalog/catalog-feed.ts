/**
 * Keeps the snapshot new. The head version is read every 300 ms on a connection of its own; a notification only hurries
 * that. Changes are applied entity by entity; where one is missing, everything is read again. The last good rows are kept on
 * disk, so a gateway starts without Postgres.
 */

import { type Listener, listen } from '@/lib/db/listen'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import type { Catalog, Snapshot } from '@/lib/gateway/catalog'
import { buildSnapshot, type SnapshotContext } from '@/lib/runtime/catalog/build-snapshot'
import { type KeyRecords, KeyTable } from '@/lib/runtime/catalog/key-table'
import { loadTokenizers } from '@/lib/runtime/catalog/load-tokenizers'
import { type CatalogNoun, type CatalogRows, catalogNouns, isCatalogNoun, readKeys, readRows } from '@/lib/runtime/catalog/rows'
import { readSnapshotFile, type StoredCatalog } from '@/lib/runtime/catalog/snapshot-file'
import { createSnapshotKeeper } from '@/lib/runtime/catalog/snapshot-keeper'

export type CatalogFeedOptions = SnapshotContext & {
  databaseUrl: string
  snapshotPath: string
  pollMs?: number
  /** Deny everything when Postgres was last reached longer ago than this; 0 never does. */
  maxStalenessMs: number
  now(): number
  /** False leaves notifications out: polling alone must do. */
  useNotifications?: boolean
  /** Asked before limits made since the last look come into force. Where it fails they do all the same. */
  beforeLimits?(limitIds: readonly string[]): Promise<void>
}

export type CatalogFeed = Catalog & {
  version(): number
  /** When the head was last read successfully. */
  freshAtMs(): number
  /** The time zones tenants live in. */
  timeZones(): Set<string>
  /** Looks for news now instead of at the next poll. */
  hurry(): void
  /** Resolves once this version or a later one is in force. */
  reached(version: number): Promise<void>
  stop(): Promise<void>
}

/** A next state: keys are changed in place, and at the last moment, for there may be millions. */
type Next = StoredCatalog & { changedKeys: { ids: Set<string>; records: KeyRecords[] } | null }

const POLL_MS = 300
const STATEMENT_TIMEOUT_MS = 5_000

export async function startCatalogFeed(options: CatalogFeedOptions): Promise<CatalogFeed> {
  // Keys are read beside the rest.
  const pool = createSqlPool(options.databaseUrl, { max: 2, connectTimeoutMs: 2_000, statementTimeoutMs: STATEMENT_TIMEOUT_MS })
  let loaded: StoredCatalog | null = null
  let snapshot: Snapshot | null = null
  let freshAtMs = 0
  let isStopped = false
  let isFailing = false
  let wake: () => void = () => {}
  let waiting: { version: number; resolve(): void }[] = []

  const keeper = createSnapshotKeeper(options.snapshotPath, options.onError)

  const use = async ({ changedKeys, ...next }: Next) => {
    // Without its tables a tokenizer's texts are bounded, not counted: no reason to do without the rest of the news.
    await loadTokenizers(tokenizersOf(next)).catch(options.onError)
    if (changedKeys) {
      next.keys.deleteAll(changedKeys.ids)
      for (const records of changedKeys.records) next.keys.add(records)
    }
    loaded = next
    snapshot = buildSnapshot(next.version, next.rows, next.keys, options)
    for (const waiter of waiting) if (waiter.version <= next.version) waiter.resolve()
    waiting = waiting.filter((waiter) => waiter.version > next.version)
  }

  const refresh = async () => {
    const next = await readNext(pool, loaded)
    freshAtMs = options.now()
    isFailing = false
    if (!next) return
    const made = loaded ? newLimits(loaded, next) : []
    if (made.length > 0) await options.beforeLimits?.(made).catch(options.onError)
    await use(next)
    keeper.keep(next)
  }

  try {
    await refresh()
  } catch (error) {
    options.onError(error)
    const stored = await readSnapshotFile(options.snapshotPath)
    if (stored) await use({ ...stored, changedKeys: null })
  }

  const loop = (async () => {
    while (!isStopped) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, options.pollMs ?? POLL_MS)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      if (isStopped) return
      await refresh().catch((error) => {
        if (!isFailing) options.onError(error)
        isFailing = true
      })
    }
  })()

  const listener: Listener | null =
    options.useNotifications === false
      ? null
      : listen({ url: options.databaseUrl, channel: 'tollgate_catalog', onNotify: () => wake(), onConnect: () => wake() })

  return {
    current: () => (options.maxStalenessMs > 0 && options.now() - freshAtMs > options.maxStalenessMs ? null : snapshot),
    version: () => loaded?.version ?? -1,
    freshAtMs: () => freshAtMs,
    timeZones: () =>
      new Set(
        [...(loaded?.rows.tenant.values() ?? [])].flatMap((row) => [
          row.time_zone,
          ...(row.later_zones ?? []).map(({ timeZone }) => timeZone),
        ]),
      ),
    hurry: () => wake(),
    reached(version) {
      if (loaded && loaded.version >= version) return Promise.resolve()
      wake()
      return new Promise((resolve) => {
        waiting.push({ version, resolve })
      })
    },
    async stop() {
      isStopped = true
      wake()
      await listener?.close()
      await loop
      await keeper.stop()
      await pool.end()
    },
  }
}

function tokenizersOf({ rows }: StoredCatalog): string[] {
  return [...rows.model.values()].map(({ tokenizer }) => tokenizer)
}

function newLimits(before: StoredCatalog, { rows }: StoredCatalog): string[] {
  return before.rows.limit === rows.limit ? [] : [...rows.limit.keys()].filter((id) => !before.rows.limit.has(id))
}

/** The next state, or null where nothing has changed. */
async function readNext(pool: SqlPool, loaded: StoredCatalog | null): Promise<Next | null> {
  const head = await pool.query<{ version: bigint }>({
    name: 'catalog-head',
    text: 'select version from control_head where id = 1',
  })
  const version = Number(head.rows[0]?.version ?? 0n)
  if (loaded && loaded.version === version) return null
  // A version below ours means another database (a restore): what we hold says nothing about it.
  const changes = loaded && loaded.version < version ? await readChanges(pool, loaded.version, version) : null
  return loaded && changes ? applyChanges(pool, loaded, version, changes) : readAll(pool, version)
}

/** What changed since a version, by noun, or null where the log has a gap. */
async function readChanges(pool: SqlPool, after: number, upTo: number): Promise<Map<string, Set<string>> | null> {
  const result = await pool.query<{ version: bigint; noun: string | null; entity_id: string | null }>(
    `select a.version, c.noun, c.entity_id from audit_entries a left join catalog_changes c on c.version = a.version
      where a.version > $1 and a.version <= $2`,
    [after, upTo],
  )
  if (new Set(result.rows.map((row) => row.version)).size !== upTo - after) return null
  const changes = new Map<string, Set<string>>()
  for (const { noun, entity_id } of result.rows) {
    if (noun === null || entity_id === null) continue
    const ids = changes.get(noun)
    if (ids) ids.add(entity_id)
    else changes.set(noun, new Set([entity_id]))
  }
  return changes
}

async function applyChanges(
  pool: SqlPool,
  loaded: StoredCatalog,
  version: number,
  changes: Map<string, Set<string>>,
): Promise<Next> {
  const rows: CatalogRows = { ...loaded.rows }
  for (const [noun, ids] of changes) {
    if (!isCatalogNoun(noun)) continue
    // A model that is renamed shows in its products' lists.
    if (noun === 'model') await reread(pool, rows, 'product', [...rows.product.keys()])
    await reread(pool, rows, noun, [...ids])
  }
  const ids = changes.get('key')
  const changedKeys = ids ? { ids, records: await listOf(readKeys(pool, [...ids])) } : null
  return { version, rows, keys: loaded.keys, changedKeys }
}

async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

async function reread<N extends CatalogNoun>(pool: SqlPool, rows: CatalogRows, noun: N, ids: string[]): Promise<void> {
  const found = await readRows(pool, noun, ids)
  const next = new Map<string, unknown>(rows[noun])
  for (const id of ids) next.delete(id)
  for (const [id, row] of found) next.set(id, row)
  rows[noun] = next as CatalogRows[N]
}

async function readAll(pool: SqlPool, version: number): Promise<Next> {
  const [rows, keys] = await Promise.all([readAllRows(pool), readAllKeys(pool)])
  return { version, rows, keys, changedKeys: null }
}

async function readAllRows(pool: SqlPool): Promise<CatalogRows> {
  const entries = []
  for (const noun of catalogNouns) entries.push([noun, await readRows(pool, noun, null)] as const)
  return Object.fromEntries(entries) as unknown as CatalogRows
}

async function readAllKeys(pool: SqlPool): Promise<KeyTable> {
  const keys = new KeyTable()
  for await (const records of readKeys(pool, null)) keys.add(records)
  return keys
}
