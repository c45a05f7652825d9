/** Rows made into the snapshot calls read. What a call needs is joined once, when the first call asks for it. */
import { type KeyRing, unseal } from '@/lib/base/encryption'
import { BasePaths, noBasePaths } from '@/lib/gateway/base-paths'
import type {
  BackendEntry,
  CredentialSource,
  KeyEntry,
  ModelEntry,
  ProductEntry,
  Snapshot,
  SubscriptionEntry,
  TenantEntry,
} from '@/lib/gateway/catalog'
import { shapingOf } from '@/lib/gateway/product-shaping'
import { modelResourceOf } from '@/lib/policy/azure-resource'
import { cacheRuleOf } from '@/lib/policy/cache/cache-rule'
import type { Purge } from '@/lib/policy/cache/purges'
import { indexLimits, type LimitIndex } from '@/lib/policy/limits/applicable'
import type { CountBy, Limit, Measure, Period } from '@/lib/policy/limits/limit'
import { readBreakerRule } from '@/lib/policy/pools/breaker-rule'
import type { Pool } from '@/lib/policy/pools/pool'
import { readRouting } from '@/lib/policy/pools/routing-rule'
import { routesOf } from '@/lib/policy/routing/model-route'
import { compileService } from '@/lib/policy/services/service'
import type { KeyTable } from '@/lib/runtime/catalog/key-table'
import { contractOf, pricesOf } from '@/lib/runtime/catalog/price-entries'
import type { BackendRow, CatalogRows, LimitRow, PurgeRow } from '@/lib/runtime/catalog/rows'
import { issuersOf } from '@/lib/runtime/catalog/token-issuers'

export type SnapshotContext = { keyRing: KeyRing; onError(error: unknown): void }

export function buildSnapshot(
  version: number,
  rows: CatalogRows,
  keyTable: Pick<KeyTable, 'find'>,
  context: SnapshotContext,
): Snapshot {
  const tenants = new Map<string, TenantEntry>()
  for (const row of rows.tenant.values()) {
    tenants.set(row.id, {
      id: row.id,
      name: row.name,
      lineage: lineageOf(rows, row.id),
      timeZone: row.time_zone,
      laterZones: (row.later_zones ?? []).map(({ timeZone, from }) => ({ timeZone, fromMs: Date.parse(from) })),
      currency: row.currency,
      regions: row.regions,
    })
  }
  const aliases = new Map([...rows.model.values()].map((row) => [row.name, row.aliases ?? []]))
  const products = new Map<string, ProductEntry>()
  for (const row of rows.product.values()) {
    products.set(row.id, {
      id: row.id,
      name: row.name,
      state: row.state,
      outputCap: row.output_cap,
      refuseUnbounded: row.refuse_unbounded,
      dropsUnsupported: row.drops_unsupported ?? false,
      requestDefaults: row.request_defaults,
      headerNames: row.header_names ?? {},
      accepts: row.accepts ?? 'key-or-token',
      models: new Set(row.models.flatMap((name) => [name, ...(aliases.get(name) ?? [])])),
      retiresAtMs: msOf(row.retires_at ?? null),
      shaping: shapingOf(row),
      systemPrompt: row.system_prompt || null,
      routes: routesOf(row.routes),
      cache: cacheRuleOf(row.cache),
    })
  }
  const subscriptions = new Map<string, SubscriptionEntry>()
  const keys = new Map<string, KeyEntry>()

  const findSubscription = (id: string): SubscriptionEntry | undefined => {
    const known = subscriptions.get(id)
    if (known) return known
    const row = rows.subscription.get(id)
    const tenant = row && tenants.get(row.tenant_id)
    const product = row && products.get(row.product_id)
    if (!row || !tenant || !product) return undefined
    const entry = { id, state: row.state, expiresAtMs: msOf(row.expires_at), tenant, product }
    subscriptions.set(id, entry)
    return entry
  }

  return {
    version,
    findKey(hex) {
      const known = keys.get(hex)
      if (known) return known
      const row = keyTable.find(hex)
      const subscription = row && findSubscription(row.subscriptionId)
      if (!row || !subscription) return undefined
      const entry: KeyEntry = {
        id: row.id,
        userId: row.createdBy,
        cidrs: row.cidrs,
        certificates: row.certificates,
        models: row.models.length === 0 ? null : new Set(row.models),
        expiresAtMs: row.expiresAtMs,
        subscription,
        product: subscription.product,
        claims: null,
      }
      keys.set(hex, entry)
      return entry
    },
    findSubscription,
    tenants,
    issuers: issuersOf(rows.issuer.values()),
    models: modelsOf(rows),
    backends: backendsOf(rows.backend.values(), context),
    limits: limitsOf(rows),
    contracts: [...rows.contract.values()].map(contractOf),
    purges: [...rows.purge.values()].map(purgeOf),
    bases: basesOf(rows),
    corsOrigins: corsOriginsOf(products.values()),
  }
}

/** Rows of a snapshot an older version has written have none. */
function basesOf({ base }: CatalogRows): BasePaths {
  const rows = [...(base?.values() ?? [])]
  if (rows.length === 0) return noBasePaths
  return new BasePaths(
    rows.map(({ path, becomes, key_header, key_query }) => ({
      path,
      becomes,
      keyHeader: key_header.toLowerCase(),
      keyQuery: key_query,
    })),
  )
}

function purgeOf({ tenant_id, product_id, model_id, version }: PurgeRow): Purge {
  return { tenantId: tenant_id, productId: product_id, modelId: model_id, version }
}

/**
 * Of ten thousand limits seldom one changes: the index stays as long as the rows do. The database gives them in any order, and what
 * lists them must be the same at every gateway: they are in that of their making.
 */
const known = new WeakMap<CatalogRows['limit'], LimitIndex>()

function limitsOf({ limit }: CatalogRows): LimitIndex {
  let index = known.get(limit)
  if (!index) {
    index = indexLimits([...limit.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).map(limitOf))
    known.set(limit, index)
  }
  return index
}

/** Drafts and what is retired answer nobody, so their pages need no leave. */
function corsOriginsOf(products: Iterable<ProductEntry>): Set<string> {
  const origins = new Set<string>()
  for (const { state, shaping } of products) {
    if (state === 'published' || state === 'deprecated') for (const origin of shaping?.origins ?? []) origins.add(origin)
  }
  return origins
}

function modelsOf(rows: CatalogRows): Map<string, ModelEntry> {
  const prices = pricesOf(rows)
  const pools = new Map<string, Pool>()
  for (const row of rows.pool.values()) {
    pools.set(row.id, {
      id: row.id,
      name: row.name,
      strategy: row.strategy,
      members: row.members,
      breaker: readBreakerRule(row.breaker),
      routing: readRouting(row.routing),
    })
  }
  const models = new Map<string, ModelEntry>()
  for (const row of rows.model.values()) {
    const pool = pools.get(row.pool_id)
    if (!pool) continue
    models.set(row.name, {
      id: row.id,
      name: row.name,
      capabilities: new Set(row.capabilities),
      contextWindow: row.context_window,
      maxOutputTokens: row.max_output_tokens,
      tokenizer: row.tokenizer,
      pool,
      fallback: null,
      service: row.service ? compileService(row.service) : null,
      prices: prices.get(row.name) ?? [],
      createdAtMs: Date.parse(row.created_at),
    })
  }
  for (const model of models.values()) {
    const { lastResort } = model.pool.routing
    const fallback = lastResort.kind === 'model' ? models.get(lastResort.model) : undefined
    // A pool is no help to itself.
    if (fallback && fallback.pool !== model.pool) model.fallback = fallback
  }
  // A model's own name goes before anybody's alias.
  for (const row of rows.model.values()) {
    const model = models.get(row.name)
    for (const alias of row.aliases ?? []) if (model && !models.has(alias)) models.set(alias, model)
  }
  return models
}

function backendsOf(rows: Iterable<BackendRow>, context: SnapshotContext): Map<string, BackendEntry> {
  const backends = new Map<string, BackendEntry>()
  for (const row of rows) {
    try {
      const url = new URL(row.base_url)
      backends.set(row.id, {
        id: row.id,
        name: row.name,
        provider: row.provider,
        origin: url.origin,
        basePath: url.pathname.replace(/\/+$/, ''),
        region: row.region,
        apiVersion: row.api_version,
        credential: credentialOf(row, context.keyRing),
        source: sourceOf(row),
        drainOnHangUp: row.drain_on_hang_up ?? null,
        deployments: new Map(row.deployments.map(({ model, name }) => [model, name])),
      })
    } catch (error) {
      // One backend whose credential cannot be opened must not take the others with it.
      context.onError(new Error(`backend ${row.name} cannot be used`, { cause: error }))
    }
  }
  return backends
}

function credentialOf(row: BackendRow, keyRing: KeyRing): string | null {
  if (row.credential_cipher === null || row.credential_key_id === null) return null
  return unseal(keyRing, `backend:${row.id}`, {
    keyId: row.credential_key_id,
    cipher: Buffer.from(row.credential_cipher, 'base64'),
  })
}

function sourceOf(row: BackendRow): CredentialSource | null {
  const { credential_kind: kind, credential_uri: uri = null, credential_client_id: clientId = null } = row
  if (kind === 'managed-identity') return { kind, clientId, resource: uri ?? modelResourceOf(row.base_url) }
  if (kind !== 'key-vault') return null
  if (uri === null) throw new Error('its credential names no secret')
  return { kind, uri }
}

function limitOf(row: LimitRow): Limit {
  return {
    id: row.id,
    name: row.name,
    scope: {
      tenantId: row.tenant_id ?? undefined,
      productId: row.product_id ?? undefined,
      subscriptionId: row.subscription_id ?? undefined,
      keyId: row.key_id ?? undefined,
      userId: row.user_id ?? undefined,
      model: row.model ?? undefined,
    },
    countBy: row.count_by as CountBy,
    measure: row.measure as Measure,
    window:
      row.window_kind === 'rate'
        ? { kind: 'rate', seconds: row.window_seconds ?? 60 }
        : { kind: 'quota', period: (row.period ?? 'month') as Period, timeZone: row.time_zone, weekStart: row.week_start },
    amount: Number(row.amount),
    currency: row.currency,
    mode: row.mode,
    onExceed: row.on_exceed,
    waitMs: row.wait_ms ?? 0,
    unpriced: row.unpriced,
    quotaStatus: row.quota_status,
    storeDown: row.store_down ?? 'local',
    resetAtMs: msOf(row.reset_at ?? null) ?? 0,
    resets: new Map((row.resets ?? []).map(({ countKey, at }) => [countKey, Date.parse(at)])),
    raised:
      row.raised_amount !== null && row.raised_until !== null
        ? { amount: Number(row.raised_amount), untilMs: Date.parse(row.raised_until) }
        : null,
  }
}

/** A tenant and its ancestors. A cycle cannot be made through the API; one made by hand must not hang the gateway. */
function lineageOf(rows: CatalogRows, id: string): string[] {
  const lineage: string[] = []
  for (let next: string | null = id; next !== null && !lineage.includes(next); next = rows.tenant.get(next)?.parent_id ?? null)
    lineage.push(next)
  return lineage
}

function msOf(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant)
}
