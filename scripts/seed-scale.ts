/**
 * `npm run seed:scale`: fills the database of `DATABASE_URL` (or of the running demo under `DATA_DIR`) with an estate as large as
 * the console promises to stay quick with: 10,000 tenants, 50,000 subscriptions, 100,000 keys, 1,000 products, 5,000 users and
 * 2,000 limits. Everything it makes is called "scale …"; nobody can call with its keys, whose digests are of nothing.
 */
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { withDatabaseUrl } from './db-url'
import { runScript } from './run-script'

const TENANTS = 10_000
const PRODUCTS = 1_000
const SUBSCRIPTIONS_EACH = 5
const KEYS_EACH = 2
const USERS = 5_000
const LIMITS = 2_000

runScript(() =>
  withDatabaseUrl(async (url) => {
    const pool = createSqlPool(url, { max: 1 })
    try {
      for (const [what, sql] of steps) {
        const { rowCount } = await pool.query(sql)
        console.log(`${rowCount} ${what}`)
      }
      await pool.query('analyze')
      await sayCounts(pool)
    } finally {
      await pool.end()
    }
  }),
)

const id = (noun: string, number: string) => `md5('scale ${noun} ' || ${number})::uuid`

const steps: [string, string][] = [
  [
    'tenants',
    `insert into tenants (id, parent_id, name, cost_centre, currency, regions, created_at)
     select ${id('tenant', 'n')}, case when n > 100 then ${id('tenant', '(n % 100 + 1)')} end, 'scale tenant ' || lpad(n::text, 5, '0'),
       'CC-' || (n % 400), 'EUR', '{}', now() - n * interval '1 minute'
     from generate_series(1, ${TENANTS}) n on conflict do nothing`,
  ],
  [
    'time zones',
    `insert into tenant_time_zones (tenant_id, effective_from, time_zone)
     select ${id('tenant', 'n')}, 'epoch', 'Europe/Berlin' from generate_series(1, ${TENANTS}) n on conflict do nothing`,
  ],
  [
    'products',
    `insert into products (id, name, description, state, requires_approval, published_at, created_at)
     select ${id('product', 'n')}, 'scale product ' || lpad(n::text, 4, '0'), 'One of very many.',
       (case when n % 20 = 0 then 'draft' when n % 21 = 0 then 'deprecated' else 'published' end)::product_state, n % 3 = 0, now(), now() - n * interval '1 hour'
     from generate_series(1, ${PRODUCTS}) n on conflict do nothing`,
  ],
  [
    'models of products',
    `insert into product_models (product_id, model_id)
     select ${id('product', 'n')}, m.id from generate_series(1, ${PRODUCTS}) n, models m on conflict do nothing`,
  ],
  [
    'subscriptions',
    `insert into subscriptions (id, tenant_id, product_id, name, state, created_at)
     select ${id('subscription', 'n')}, ${id('tenant', `((n - 1) / ${SUBSCRIPTIONS_EACH} + 1)`)}, ${id('product', `(n % ${PRODUCTS} + 1)`)},
       'scale app ' || n, (case when n % 50 = 0 then 'submitted' when n % 51 = 0 then 'suspended' else 'active' end)::subscription_state, now() - n * interval '20 seconds'
     from generate_series(1, ${TENANTS * SUBSCRIPTIONS_EACH}) n on conflict do nothing`,
  ],
  [
    'keys',
    `insert into keys (id, subscription_id, slot, name, prefix, last4, digest, pepper_id, cidrs, created_at, expires_at, own_expires_at, last_used_at)
     select ${id('key', 'n')}, ${id('subscription', `((n - 1) / ${KEYS_EACH} + 1)`)}, (case when n % 2 = 0 then 'primary' else 'secondary' end)::key_slot,
       'scale key ' || n, 'tg_' || left(md5('p' || n), 4), left(md5('l' || n), 4), sha256(('scale ' || n)::bytea), 'none', '{}',
       now() - n * interval '10 seconds', case when n % 10 = 0 then now() + (n % 400) * interval '1 day' end, 
       case when n % 10 = 0 then now() + (n % 400) * interval '1 day' end, case when n % 3 = 0 then now() - (n % 200) * interval '1 day' end
     from generate_series(1, ${TENANTS * SUBSCRIPTIONS_EACH * KEYS_EACH}) n on conflict do nothing`,
  ],
  [
    'users',
    `insert into users (id, email, name, created_at)
     select ${id('user', 'n')}, 'scale' || n || '@example.com', 'scale user ' || lpad(n::text, 4, '0'), now() - n * interval '1 hour'
     from generate_series(1, ${USERS}) n on conflict do nothing`,
  ],
  [
    'memberships',
    `insert into memberships (user_id, tenant_id, role)
     select ${id('user', 'n')}, ${id('tenant', `(n * 7 % ${TENANTS} + 1)`)}, (case n % 3 when 0 then 'owner' when 1 then 'developer' else 'viewer' end)::tenant_role
     from generate_series(1, ${USERS}) n on conflict do nothing`,
  ],
  [
    'limits',
    `insert into limits (id, name, tenant_id, count_by, measure, window_kind, window_seconds, amount, created_at)
     select ${id('limit', 'n')}, 'scale limit ' || lpad(n::text, 4, '0'), ${id('tenant', 'n')}, 'tenant', 'requests', 'rate', 60, 1000, now() - n * interval '1 minute'
     from generate_series(1, ${LIMITS}) n on conflict do nothing`,
  ],
]

/** Gateways hear of changes by the change log, which this leaves alone: they read what is new at their next start. */
async function sayCounts(pool: SqlPool): Promise<void> {
  const { rows } = await pool.query<{ keys: string; tenants: string }>(
    `select (select count(*) from keys) as keys, (select count(*) from tenants) as tenants`,
  )
  console.log(`There are ${rows[0]?.tenants} tenants and ${rows[0]?.keys} keys now. Gateways read them when they start.`)
}
