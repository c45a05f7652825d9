/** What the hot path knows: an immutable snapshot. No step of a call reads a database. */
import type { BasePaths } from '@/lib/gateway/base-paths'
import type { ProductShaping } from '@/lib/gateway/product-shaping'
import type { CacheRule } from '@/lib/policy/cache/cache-rule'
import type { Purge } from '@/lib/policy/cache/purges'
import type { KeyState } from '@/lib/policy/key-access'
import type { LimitIndex } from '@/lib/policy/limits/applicable'
import type { HeaderNames } from '@/lib/policy/limits/header-names'
import type { Pool } from '@/lib/policy/pools/pool'
import type { Contract } from '@/lib/policy/pricing/contract'
import type { Price } from '@/lib/policy/pricing/price'
import type { ModelRoute } from '@/lib/policy/routing/model-route'
import type { ServiceRules } from '@/lib/policy/services/service'
import type { Claims } from '@/lib/policy/tokens/claims'
import type { TokenIssuer } from '@/lib/policy/tokens/token-issuer'

export type TenantEntry = {
  id: string
  name: string
  /** Itself first, then its ancestors. */
  lineage: readonly string[]
  /** In force when the snapshot was made; a change to come is in `laterZones`, the next one first. */
  timeZone: string
  laterZones: readonly { timeZone: string; fromMs: number }[]
  currency: string
  regions: readonly string[]
}

/** Where a tenant's days begin at an instant: a change that was announced comes true by itself. */
export function zoneAt(tenant: TenantEntry, atMs: number): string {
  let zone = tenant.timeZone
  for (const later of tenant.laterZones) {
    if (later.fromMs > atMs) break
    zone = later.timeZone
  }
  return zone
}

export type ProductEntry = {
  id: string
  name: string
  state: string
  outputCap: 'inject' | 'refuse' | 'trust'
  refuseUnbounded: boolean
  /** What callers bring. */
  accepts: 'key-or-token' | 'key' | 'token' | 'key-and-token'
  /** Is what a provider cannot do left out and told, instead of refused? */
  dropsUnsupported: boolean
  requestDefaults: Readonly<Record<string, unknown>>
  headerNames: HeaderNames
  models: ReadonlySet<string>
  /** When it stops answering; null while nobody has said so. */
  retiresAtMs: number | null
  /** What it changes about its calls; null where nothing, as for most. */
  shaping: ProductShaping | null
  /** Put in front of every chat; null: nothing. */
  systemPrompt: string | null
  /** Which model answers those who ask for one, by its name; null: always that one. */
  routes: ReadonlyMap<string, ModelRoute> | null
  /** Which answers are kept and served again; null: none. */
  cache: CacheRule | null
}

export type SubscriptionEntry = {
  id: string
  state: string
  expiresAtMs: number | null
  tenant: TenantEntry
  product: ProductEntry
}

export type KeyEntry = KeyState & {
  id: string
  userId: string | null
  cidrs: readonly string[]
  /** Thumbprints, one of which the caller must hold; none: no certificate is asked for. */
  certificates: readonly string[]
  /** The models it may call, of those its product has; null: all of them. */
  models: ReadonlySet<string> | null
  subscription: SubscriptionEntry
  product: ProductEntry
  /** What a token says of the caller; null where only a key was shown. */
  claims: Claims | null
}

export type ModelEntry = {
  id: string
  name: string
  capabilities: ReadonlySet<string>
  contextWindow: number
  maxOutputTokens: number
  tokenizer: string
  pool: Pool
  /** Answers in its place where nobody of its pool can; null where the pool says otherwise. */
  fallback: ModelEntry | null
  /** Which of its operations may be called, where it is no model of words but a service. */
  service: ServiceRules | null
  /** Latest first. */
  prices: readonly Price[]
  createdAtMs: number
}

export type CredentialSource =
  | { kind: 'managed-identity'; clientId: string | null; resource: string }
  | { kind: 'key-vault'; uri: string }

export type BackendEntry = {
  id: string
  name: string
  provider: string
  origin: string
  basePath: string
  region: string | null
  apiVersion: string | null
  credential: string | null
  /** Where the credential is fetched from when it is needed; null: it is stored, or there is none. */
  source: CredentialSource | null
  /** Is the rest of an answer read whose caller hung up? Null: the built-in choice. */
  drainOnHangUp: boolean | null
  /** Model name → its name there. */
  deployments: ReadonlyMap<string, string>
}

export type Snapshot = {
  version: number
  /** By the digest of a key, in hex. */
  findKey(digest: string): KeyEntry | undefined
  findSubscription(id: string): SubscriptionEntry | undefined
  tenants: ReadonlyMap<string, TenantEntry>
  /** Whose tokens are taken, by the name in `iss`. */
  issuers: ReadonlyMap<string, TokenIssuer>
  models: ReadonlyMap<string, ModelEntry>
  backends: ReadonlyMap<string, BackendEntry>
  limits: LimitIndex
  /** Discounts and margins beside the list prices; most have none. */
  contracts: readonly Contract[]
  /** Of kept answers. */
  purges: readonly Purge[]
  /** Beside those of the dialects; none in most places. */
  bases: BasePaths
  /** The origins of pages that may call some product: a preflight does not say which. */
  corsOrigins: ReadonlySet<string>
}

export type Catalog = {
  /** The newest snapshot, or null while nothing at all is known (503, never 401). */
  current(): Snapshot | null
}
