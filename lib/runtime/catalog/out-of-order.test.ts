/** Commands that begin in one order and commit in another: the real commands' last statement, on real connections. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sha256 } from '@/lib/base/digest'
import { newUuid } from '@/lib/base/ids'
import { advanceControlHead } from '@/lib/db/control-head'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { type CatalogFeed, startCatalogFeed } from '@/lib/runtime/catalog/catalog-feed'

let database: TestDatabase
let pool: SqlPool
let directory: string
let catalog: CatalogFeed
const tenantId = newUuid()
const poolId = newUuid()
const productId = newUuid()
const subscriptionId = newUuid()

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createSqlPool(database.url)
  directory = mkdtempSync(join(tmpdir(), 'tollgate-order-'))
  await pool.query(`insert into tenants (id, name, cost_centre, currency) values ('${tenantId}', 'T', 'C', 'USD')`)
  await pool.query(`insert into pools (id, name, updated_at) values ('${poolId}', 'P', now())`)
  await pool.query(`insert into products (id, name, state, updated_at) values ('${productId}', 'P', 'published', now())`)
  await pool.query(
    `insert into subscriptions (id, tenant_id, product_id, name, state, updated_at)
     values ('${subscriptionId}', '${tenantId}', '${productId}', 'S', 'active', now())`,
  )
  catalog = await startCatalogFeed({
    databaseUrl: database.url,
    snapshotPath: join(directory, 'catalog.json'),
    maxStalenessMs: 0,
    keyRing: { current: 'k', keys: new Map() },
    onError: () => {},
    now: Date.now,
    pollMs: 5,
  })
})
afterAll(async () => {
  await catalog.stop()
  await pool.end()
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

type Gate = { open(): void; opened: Promise<void> }

function gate(): Gate {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

/** A command that issues a key: writes it, waits, takes its version, says so, waits, commits. Resolves with its version. */
function issue(digest: string, beforeHead: Promise<void>, beforeCommit: Promise<void>, onHead = () => {}): Promise<bigint> {
  const id = newUuid()
  const entry = {
    at: new Date(),
    actorId: null,
    actorKind: 'system',
    actorName: 'test',
    address: null,
    action: 'keys.create',
    noun: 'key',
    entityId: id,
    tenantId: null,
    before: null,
    after: null,
    digest: sha256(digest),
    alters: [{ noun: 'key', id }],
  }
  return database.db.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe(
        `insert into keys (id, subscription_id, slot, prefix, last4, digest, pepper_id)
         values ('${id}', '${subscriptionId}', 'primary', 'tg_', '1234', '\\x${digest}', 'p')`,
      )
      await beforeHead
      const version = await advanceControlHead(tx, entry)
      onHead()
      await beforeCommit
      return version
    },
    { timeout: 60_000, maxWait: 60_000 },
  )
}

const digestOf = (name: string) => sha256(name).toString('hex')

it('misses no change when the command that began first commits last', async () => {
  const first = gate()
  const early = issue(digestOf('early'), first.opened, Promise.resolve())
  const late = await issue(digestOf('late'), Promise.resolve(), Promise.resolve())
  await catalog.reached(Number(late))
  expect(catalog.current()?.findKey(digestOf('late'))).toBeDefined()
  expect(catalog.current()?.findKey(digestOf('early')), 'it has not committed').toBeUndefined()
  first.open()
  const version = await early
  expect(version).toBeGreaterThan(late)
  await catalog.reached(Number(version))
  expect(catalog.current()?.findKey(digestOf('early'))).toBeDefined()
})

it('lets nobody commit a later version before an earlier one', async () => {
  const [hasHead, holdsHead, order] = [gate(), gate(), [] as string[]]
  const one = issue(digestOf('one'), Promise.resolve(), holdsHead.opened, hasHead.open).then((version) => {
    order.push('one')
    return version
  })
  await hasHead.opened
  const two = issue(digestOf('two'), Promise.resolve(), Promise.resolve()).then((version) => {
    order.push('two')
    return version
  })
  await sleep(150)
  expect(order, 'the second waits for the first').toEqual([])
  holdsHead.open()
  expect(await two).toBe((await one) + 1n)
  await catalog.reached(Number(await two))
  for (const name of ['one', 'two']) expect(catalog.current()?.findKey(digestOf(name))).toBeDefined()
})

it('shows every key of sixty commands that overlap as they like', async () => {
  const names = Array.from({ length: 60 }, (_, i) => digestOf(`many ${i}`))
  const pauses = names.map((_, i) => [sleep((i * 37) % 50), sleep((i * 53) % 70)] as const)
  const versions = await Promise.all(
    names.map((name, i) => issue(name, pauses[i]?.[0] ?? Promise.resolve(), pauses[i]?.[1] ?? Promise.resolve())),
  )
  await catalog.reached(Math.max(...versions.map(Number)))
  expect(names.filter((name) => !catalog.current()?.findKey(name))).toEqual([])
})
