/** A catalog as a large company's: does its size cost calls anything, and how long and how much memory does a start take? */
import { readFileSync } from 'node:fs'
import { createSqlPool } from '@/lib/db/sql-pool'
import type { Peer } from './peers'

export type CatalogSize = { keys: number; products: number; limits: number }

/** Fills a database that has been set up; two keys to a subscription, the limits on subscriptions, each product with the bench's model. */
export async function fillCatalog(databaseUrl: string, { keys, products, limits }: CatalogSize): Promise<void> {
  const pool = createSqlPool(databaseUrl, { max: 1 })
  const subscriptions = Math.ceil(keys / 2)
  try {
    await pool.query(`create temp table filled_tenants as select gen_random_uuid() as id, n from generate_series(1, $1::int) n`, [
      products,
    ])
    await pool.query(
      `insert into tenants (id, name, cost_centre, currency) select id, 'filled ' || n, 'F', 'USD' from filled_tenants`,
    )
    await pool.query(
      `insert into tenant_time_zones (tenant_id, effective_from, time_zone) select id, '2026-01-01', 'Europe/Berlin' from filled_tenants`,
    )
    await pool.query(
      `create temp table filled_products as select gen_random_uuid() as id, n from generate_series(1, $1::int) n`,
      [products],
    )
    await pool.query(`insert into products (id, name, state) select id, 'filled ' || n, 'published' from filled_products`)
    await pool.query(
      `insert into product_models (product_id, model_id) select p.id, m.id from filled_products p, models m where m.name = 'bench'`,
    )
    await pool.query(
      `create temp table filled_subscriptions as
        select gen_random_uuid() as id, n, 1 + n % $2::int as of from generate_series(1, $1::int) n`,
      [subscriptions, products],
    )
    await pool.query(
      `insert into subscriptions (id, tenant_id, product_id, name, state)
        select s.id, t.id, p.id, 'filled ' || s.n, 'active'
        from filled_subscriptions s join filled_tenants t on t.n = s.of join filled_products p on p.n = s.of`,
    )
    await pool.query(
      `insert into keys (id, subscription_id, slot, prefix, last4, digest, pepper_id)
        select gen_random_uuid(), s.id, slot::key_slot, 'tg_fill', 'fill',
          decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'), (select pepper_id from keys limit 1)
        from filled_subscriptions s, unnest(array['primary', 'secondary']) slot limit $1::int`,
      [keys],
    )
    await pool.query(
      `insert into limits (id, name, subscription_id, count_by, measure, window_kind, window_seconds, amount)
        select gen_random_uuid(), 'filled', id, 'subscription', 'tokens', 'rate', 60, 100000
        from filled_subscriptions where n <= $1::int`,
      [limits],
    )
  } finally {
    await pool.end()
  }
}

/** What a process holds in memory now, in MiB; null where the system does not say. */
export function residentMibOf({ pid }: Peer): number | null {
  try {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return line ? Number(line[1]) / 1024 : null
  } catch {
    return null
  }
}
