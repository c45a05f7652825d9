import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hmac } from '@/lib/base/digest'
import { seal } from '@/lib/base/encryption'
import { newUuid } from '@/lib/base/ids'
import { newSecret } from '@/lib/base/secret-text'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { type CatalogFeed, type CatalogFeedOptions, startCatalogFeed } from '@/lib/runtime/catalog/catalog-feed'

const pepper = Buffer.alloc(32, 7)
const keyRing = { current: 'k', keys: new Map([['k', Buffer.alloc(32, 9)]]) }
const [tenantId, productId, subscriptionId, poolId, backendId, modelId] = [
  newUuid(),
  newUuid(),
  newUuid(),
  newUuid(),
  newUuid(),
  newUuid(),
]

let database: TestDatabase
let pool: SqlPool
let directory: string
const feeds: CatalogFeed[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createSqlPool(database.url)
  directory = mkdtempSync(join(tmpdir(), 'tollgate-catalog-'))
  const { cipher } = seal(keyRing, `backend:${backendId}`, 'a-provider-secret')
  await pool.query(
    `insert into tenants (id, name, cost_centre, currency, updated_at) values ('${tenantId}', 'T', 'C', 'USD', now())`,
  )
  await pool.query(`insert into pools (id, name, updated_at) values ('${poolId}', 'P', now())`)
  await pool.query(
    `insert into backends (id, name, provider, base_url, credential_kind, credential_cipher, credential_key_id, updated_at)
    values ('${backendId}', 'B', 'openai', 'http://example.com/v1', 'api-key', $1, 'k', now())`,
    [Buffer.from(cipher)],
  )
  await pool.query(
    `insert into models (id, name, pool_id, context_window, max_output_tokens, updated_at) values ('${modelId}', 'm', '${poolId}', 10, 10, now())`,
  )
  await pool.query(`insert into products (id, name, state, updated_at) values ('${productId}', 'P', 'published', now())`)
  await pool.query(`insert into product_models values ('${productId}', '${modelId}')`)
  await pool.query(
    `insert into subscriptions (id, tenant_id, product_id, name, state, updated_at) values ('${subscriptionId}', '${tenantId}', '${productId}', 'S', 'active', now())`,
  )
})
afterAll(async () => {
  await Promise.all(feeds.map((feed) => feed.stop()))
  await pool.end()
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

async function feed(more: Partial<CatalogFeedOptions> = {}): Promise<CatalogFeed> {
  const started = await startCatalogFeed({
    databaseUrl: database.url,
    snapshotPath: join(directory, 'catalog.json'),
    maxStalenessMs: 0,
    keyRing,
    onError: () => {},
    now: Date.now,
    ...more,
  })
  feeds.push(started)
  return started
}

/** What a command does at its end: writes, then moves the head. */
async function change(sql: string, noun: string, id: string): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(sql)
    const { rows } = await client.query<{ version: bigint }>(`update control_head set version = version + 1 returning version`)
    const version = Number(rows[0]?.version)
    await client.query(
      `insert into audit_entries (version, at, actor_kind, actor_name, action, noun, digest, hash) values (${version}, now(), 'test', 't', 'a', 'n', sha256(''), sha256(''))`,
    )
    await client.query(`insert into catalog_changes (version, noun, entity_id) values (${version}, $1, $2)`, [noun, id])
    await client.query(`select pg_notify('tollgate_catalog', '${version}')`)
    await client.query('commit')
    return version
  } finally {
    client.release()
  }
}

async function issueKey(): Promise<{ id: string; digest: string; version: number }> {
  const id = newUuid()
  const digest = hmac(pepper, newSecret('tg_')).toString('hex')
  const version = await change(
    `insert into keys (id, subscription_id, slot, prefix, last4, digest, pepper_id) values ('${id}', '${subscriptionId}', 'primary', 'tg_', '1234', '\\x${digest}', 'p')`,
    'key',
    id,
  )
  return { id, digest, version }
}

const revoke = (id: string) => change(`update keys set revoked_at = now() where id = '${id}'`, 'key', id)

describe('the catalog', () => {
  it('lists limits in the order of their making, in whatever order it hears of them', async () => {
    const ids = Array.from({ length: 5 }, (_, i) => newUuid(Date.UTC(2026, 0, 1 + i)))
    const running = await feed()
    for (const id of [3, 0, 4, 1, 2].map((i) => ids[i] ?? ''))
      await change(
        `insert into limits (id, name, tenant_id, count_by, measure, window_kind, period, amount, updated_at)
         values ('${id}', '${id}', '${tenantId}', 'tenant', 'requests', 'quota', 'day', 10, now())`,
        'limit',
        id,
      )
    for (const one of [running, await feed()]) {
      const listed = () => (one.current()?.limits.byId.get(tenantId) ?? []).map(({ id }) => id)
      await vi.waitFor(() => expect(listed()).toEqual(ids), 10_000)
    }
    for (const id of ids) await change(`delete from limits where id = '${id}'`, 'limit', id)
  })

  it('joins a key to its tenant, product and models, and opens credentials', async () => {
    const { digest } = await issueKey()
    const snapshot = (await feed()).current()
    const key = snapshot?.findKey(digest)
    expect(key?.subscription.tenant.name).toBe('T')
    expect([...(key?.product.models ?? [])]).toEqual(['m'])
    expect(snapshot?.backends.get(backendId)?.credential).toBe('a-provider-secret')
    expect(snapshot?.findKey(hmac(pepper, 'nobody').toString('hex'))).toBeUndefined()
  })

  it.each([true, false])('refuses a revoked key within a second, with notifications: %s', async (useNotifications) => {
    const catalog = await feed({ useNotifications })
    for (let i = 0; i < 5; i++) {
      const { id, digest, version } = await issueKey()
      await catalog.reached(version)
      expect(catalog.current()?.findKey(digest)?.id).toBe(id)
      await revoke(id)
      let sinceMs = performance.now()
      while (catalog.current()?.findKey(digest)) {
        const lookedAtMs = performance.now()
        expect(lookedAtMs - sinceMs).toBeLessThan(1_000)
        await sleep(5)
        // What this timer is late, the catalog's are too: the machine is busy with something else.
        sinceMs += Math.max(0, performance.now() - lookedAtMs - 5)
      }
    }
  })

  it('reads everything again where a version is missing from the log', async () => {
    const catalog = await feed({ useNotifications: false })
    const { digest, version } = await issueKey()
    await catalog.reached(version)
    await pool.query(`update keys set revoked_at = now() where digest = '\\x${digest}'`)
    await pool.query('update control_head set version = version + 1')
    await vi.waitFor(() => expect(catalog.current()?.findKey(digest)).toBeUndefined(), { timeout: 20_000 })
  })

  it('starts from the snapshot on disk while Postgres is away, and knows nothing where there is none', async () => {
    const { digest, version } = await issueKey()
    await (await feed()).reached(version)
    const away = { databaseUrl: 'postgres://nobody@127.0.0.1:1/none', useNotifications: false }
    // It is written a little later, by itself.
    await vi.waitFor(async () => expect((await feed(away)).current()?.findKey(digest)).toBeDefined(), {
      timeout: 30_000,
      interval: 500,
    })
    expect((await feed({ ...away, snapshotPath: join(directory, 'none.json') })).current()).toBeNull()
  })

  it('says nothing any more once it is staler than allowed', async () => {
    let nowMs = Date.now()
    const catalog = await feed({ maxStalenessMs: 5_000, now: () => nowMs, pollMs: 60_000, useNotifications: false })
    expect(catalog.current()).not.toBeNull()
    nowMs += 5_001
    expect(catalog.current()).toBeNull()
  })
})
