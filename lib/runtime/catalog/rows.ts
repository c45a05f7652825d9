/** The rows the gateway lives on, read per noun: all of them at boot, single ones when they change. Keys, of which there are most, come packed. */

import type { SqlPool } from '@/lib/db/sql-pool'
import type { ProductEntry } from '@/lib/gateway/catalog'
import type { ShapingRow } from '@/lib/gateway/product-shaping'
import type { cacheRuleOf } from '@/lib/policy/cache/cache-rule'
import type { routesOf } from '@/lib/policy/routing/model-route'
import type { Service } from '@/lib/policy/services/service'
import { type KeyRecords, RECORD_BYTES, RECORD_ID, readUuid } from '@/lib/runtime/catalog/key-table'

export type TenantRow = {
  id: string
  parent_id: string | null
  name: string
  currency: string
  regions: string[]
  time_zone: string
  /** Announced for later; absent in a snapshot an older version has written. */
  later_zones?: { timeZone: string; from: string }[]
}
export type ProductRow = {
  id: string
  name: string
  state: string
  output_cap: 'inject' | 'refuse' | 'trust'
  refuse_unbounded: boolean
  drops_unsupported?: boolean
  accepts?: ProductEntry['accepts']
  request_defaults: Record<string, unknown>
  /** Absent in a snapshot an older version has written, as below. */
  header_names?: Record<string, string>
  cache?: Parameters<typeof cacheRuleOf>[0]
  system_prompt?: string
  routes?: Parameters<typeof routesOf>[0]
  models: string[]
} & ShapingRow
export type ModelRow = {
  id: string
  name: string
  /** Absent in a snapshot an older version has written. */
  aliases?: string[]
  pool_id: string
  capabilities: string[]
  context_window: number
  max_output_tokens: number
  tokenizer: string
  /** Absent in a snapshot an older version has written. */
  service?: Service | null
  created_at: string
}
export type BackendRow = {
  id: string
  name: string
  provider: string
  base_url: string
  region: string | null
  api_version: string | null
  credential_kind: string
  credential_cipher: string | null
  credential_key_id: string | null
  credential_uri?: string | null
  credential_client_id?: string | null
  /** Absent in a snapshot an older version has written; so is a pool's routing. */
  drain_on_hang_up?: boolean | null
  deployments: { model: string; name: string }[]
}
export type PoolRow = {
  id: string
  name: string
  strategy: 'weighted' | 'least-latency' | 'least-busy'
  breaker: unknown
  routing?: unknown
  members: { backendId: string; priority: number; weight: number }[]
}
export type SubscriptionRow = { id: string; tenant_id: string; product_id: string; state: string; expires_at: string | null }
export type LimitRow = {
  id: string
  name: string
  tenant_id: string | null
  product_id: string | null
  subscription_id: string | null
  key_id: string | null
  user_id: string | null
  model: string | null
  count_by: string
  measure: string
  window_kind: 'rate' | 'quota'
  window_seconds: number | null
  period: string | null
  amount: string
  currency: string | null
  time_zone: string | null
  week_start: number
  mode: 'strict' | 'optimistic'
  on_exceed: 'refuse' | 'wait' | 'warn'
  wait_ms: number | null
  unpriced: 'refuse' | 'allow'
  quota_status: number
  /** Absent in a snapshot an older version has written. */
  store_down?: 'local' | 'deny' | 'allow'
  raised_amount: string | null
  raised_until: string | null
  reset_at?: string | null
  resets?: { countKey: string; at: string }[]
}
export type PriceRow = {
  id: string
  model: string
  backend_id: string | null
  currency: string
  effective_from: string
  input_nano: string
  cache_read_nano: string | null
  cache_write_nano: string | null
  output_nano: string
  reasoning_nano: string | null
  audio_in_nano: string | null
  audio_out_nano: string | null
  image_nano: string | null
  /** Absent in a snapshot an older version has written, as below. */
  cache_write_1h_nano?: string | null
  tiers?: unknown
  per_unit?: unknown
  batch_ppm?: number | null
}

export type CommitmentRow = {
  id: string
  backend_id: string
  model: string | null
  currency: string
  from_time: string
  until_time: string
}

export type ContractRow = {
  id: string
  kind: 'discount' | 'margin'
  tenant_id: string | null
  product_id: string | null
  provider: string | null
  ppm: number
  effective_from: string
}

export type PurgeRow = {
  id: string
  tenant_id: string | null
  product_id: string | null
  model_id: string | null
  version: number
}

export type IssuerRow = {
  id: string
  name: string
  issuer: string
  keys_url: string | null
  audiences: string[]
  algorithms: string[]
  client_ids: string[]
  rules: unknown
  user_claim: string
  clock_skew_s: number
}

export type BaseRow = { id: string; path: string; becomes: string; key_header: string; key_query: string }

export type CatalogRows = {
  tenant: Map<string, TenantRow>
  product: Map<string, ProductRow>
  model: Map<string, ModelRow>
  backend: Map<string, BackendRow>
  pool: Map<string, PoolRow>
  subscription: Map<string, SubscriptionRow>
  limit: Map<string, LimitRow>
  price: Map<string, PriceRow>
  contract: Map<string, ContractRow>
  commitment: Map<string, CommitmentRow>
  purge: Map<string, PurgeRow>
  base: Map<string, BaseRow>
  issuer: Map<string, IssuerRow>
}

export type CatalogNoun = keyof CatalogRows

export const catalogNouns: readonly CatalogNoun[] = [
  'tenant',
  'product',
  'model',
  'backend',
  'pool',
  'subscription',
  'limit',
  'price',
  'contract',
  'commitment',
  'purge',
  'base',
  'issuer',
]

export function isCatalogNoun(noun: string): noun is CatalogNoun {
  return (catalogNouns as readonly string[]).includes(noun)
}

/** The rows of a noun: all, or those of `ids` that still exist. Every row comes as JSON, so its shape is the same on disk. */
export async function readRows<N extends CatalogNoun>(
  pool: SqlPool,
  noun: N,
  ids: readonly string[] | null,
): Promise<CatalogRows[N]> {
  const result = await pool.query<{ row: { id: string } }>(
    `select to_jsonb(r) as row from (${queries[noun]}) r where $1::uuid[] is null or r.id = any($1)`,
    [ids],
  )
  return new Map(result.rows.map(({ row }) => [row.id, row])) as unknown as CatalogRows[N]
}

const queries: Record<CatalogNoun, string> = {
  tenant: `select t.id, t.parent_id, t.name, t.currency, t.regions, coalesce((
      select z.time_zone from tenant_time_zones z where z.tenant_id = t.id and z.effective_from <= now() order by z.effective_from desc limit 1
    ), 'UTC') as time_zone, coalesce((
      select jsonb_agg(jsonb_build_object('timeZone', z.time_zone, 'from', z.effective_from) order by z.effective_from)
      from tenant_time_zones z where z.tenant_id = t.id and z.effective_from > now()
    ), '[]') as later_zones from tenants t`,
  product: `select p.id, p.name, p.state, p.output_cap, p.refuse_unbounded, p.drops_unsupported, p.accepts, p.request_defaults, p.header_names,
      p.request_forced, p.header_rules, p.cors_origins, p.cache, p.routes, p.system_prompt, p.answer_shape, p.deprecated_at, p.retires_at, coalesce((
      select jsonb_agg(m.name order by m.name) from product_models pm join models m on m.id = pm.model_id where pm.product_id = p.id
    ), '[]') as models from products p`,
  model:
    'select id, name, aliases, pool_id, capabilities, context_window, max_output_tokens, tokenizer, service, created_at from models',
  backend: `select b.id, b.name, b.provider, b.base_url, b.region, b.api_version, b.credential_kind,
      encode(b.credential_cipher, 'base64') as credential_cipher, b.credential_key_id, b.credential_uri, b.credential_client_id, b.drain_on_hang_up, coalesce((
      select jsonb_agg(jsonb_build_object('model', d.model, 'name', d.name)) from deployments d where d.backend_id = b.id
    ), '[]') as deployments from backends b`,
  pool: `select p.id, p.name, p.strategy, p.breaker, p.routing, coalesce((
      select jsonb_agg(jsonb_build_object('backendId', m.backend_id, 'priority', m.priority, 'weight', m.weight) order by m.priority, m.backend_id)
      from pool_members m where m.pool_id = p.id and not m.is_drained
    ), '[]') as members from pools p`,
  subscription: 'select id, tenant_id, product_id, state, expires_at from subscriptions',
  limit: `select l.id, l.name, l.tenant_id, l.product_id, l.subscription_id, l.key_id, l.user_id, l.model, l.count_by, l.measure, l.window_kind,
      l.window_seconds, l.period, l.amount::text as amount, l.currency, l.time_zone, l.week_start, l.mode, l.on_exceed, l.wait_ms, l.unpriced,
      l.quota_status, l.store_down, l.raised_amount::text as raised_amount, l.raised_until, l.reset_at, coalesce(z.resets, '[]') as resets
    from limits l left join (
      select limit_id, jsonb_agg(jsonb_build_object('countKey', count_key, 'at', reset_at)) as resets from limit_resets group by limit_id
    ) z on z.limit_id = l.id`,
  price: `select id, model, backend_id, currency, effective_from, input_nano::text, cache_read_nano::text, cache_write_nano::text, output_nano::text,
      reasoning_nano::text, audio_in_nano::text, audio_out_nano::text, image_nano::text,
      cache_write_1h_nano::text, tiers, per_unit, batch_ppm from prices`,
  commitment: 'select id, backend_id, model, currency, from_time, until_time from commitments',
  contract: 'select id, kind, tenant_id, product_id, provider, ppm, effective_from from price_contracts',
  base: 'select id, path, becomes, key_header, key_query from base_paths',
  purge: 'select id, tenant_id, product_id, model_id, version from cache_purges',
  issuer:
    'select id, name, issuer, keys_url, audiences, algorithms, client_ids, rules, user_claim, clock_skew_s from token_issuers where is_enabled',
}

const KEYS_AT_ONCE = 20_000
const NO_ID = '00000000-0000-0000-0000-000000000000'

/** A key as `KeyTable` keeps it. */
const keyRecord = `digest || uuid_send(id) || uuid_send(subscription_id) || uuid_send(coalesce(created_by, '${NO_ID}'))
  || float8send(coalesce(extract(epoch from expires_at) * 1000, 'NaN')::float8)`

type Bound = [id: string, to: string[]]

/** The live keys, some thousands at a time: all, or those of `ids` that still are. */
export async function* readKeys(pool: SqlPool, ids: readonly string[] | null): AsyncGenerator<KeyRecords> {
  for (let after = NO_ID; ; ) {
    const result = await pool.query<{
      records: Buffer | null
      cidrs: Bound[] | null
      models: Bound[] | null
      certificates: Bound[] | null
    }>(
      `select string_agg(${keyRecord}, '' order by id) as records,
          jsonb_agg(jsonb_build_array(id, cidrs)) filter (where cardinality(cidrs) > 0) as cidrs,
          jsonb_agg(jsonb_build_array(id, models)) filter (where cardinality(models) > 0) as models,
          jsonb_agg(jsonb_build_array(id, certificates)) filter (where cardinality(certificates) > 0) as certificates
        from (
          select * from keys where revoked_at is null and octet_length(digest) = 32 and id > $1 and ($2::uuid[] is null or id = any($2))
          order by id limit ${KEYS_AT_ONCE}
        ) k`,
      [after, ids],
    )
    const { records, cidrs, models, certificates } = result.rows[0] ?? {
      records: null,
      cidrs: null,
      models: null,
      certificates: null,
    }
    if (!records) return
    yield { records, cidrs: cidrs ?? [], models: models ?? [], certificates: certificates ?? [] }
    if (records.length < KEYS_AT_ONCE * RECORD_BYTES) return
    after = readUuid(records, records.length - RECORD_BYTES + RECORD_ID)
  }
}
