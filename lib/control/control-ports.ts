/**
 * What the control plane needs from outside, filled once by boot. Kept on globalThis: the server bundle and Next's bundle
 * load this module twice, and both must meet the same ports.
 */
import type { LookupFunction } from 'node:net'
import type { Clock } from '@/lib/base/clock'
import type { KeyRing } from '@/lib/base/encryption'
import { Fault } from '@/lib/base/faults'
import type { Logger } from '@/lib/base/log'
import type { Pepper } from '@/lib/base/pepper'
import type { Db } from '@/lib/control/database'
import type { Claims } from '@/lib/policy/tokens/claims'
import type { TokenIssuer } from '@/lib/policy/tokens/token-issuer'

/** A backend as a connection test needs it. `credential` is the plain secret: use it, keep it nowhere. */
export type ProbeTarget = {
  provider: string
  baseUrl: string
  apiVersion: string | null
  credentialKind: 'none' | 'api-key' | 'managed-identity' | 'key-vault' | 'service-account' | 'aws-access-key'
  credential: string | null
  /** Where it is fetched from; null: it is stored, or there is none. */
  source: { kind: 'managed-identity'; clientId: string | null; resource: string } | { kind: 'key-vault'; uri: string } | null
  deployments: { model: string; name: string }[]
}

export type ProbeResult = { ok: boolean; status?: number; latencyMs: number; message: string }

/** What one counter of a limit holds now: integers, nano-units for cost. */
export type LiveUsage = {
  limitId: string
  countKey: string
  used: number | bigint
  held: number | bigint
  resetAtMs: number | null
}

/** How a member of a pool stands in one process. Times are from now: clocks of hosts differ. */
export type LiveMember = {
  poolId: string
  backendId: string
  state: 'closed' | 'open' | 'half-open'
  reason: string
  openForMs: number
  inFlight: number
  /** Of answers lately; 0 before the first. */
  latencyMs: number
  /** In the last minute. */
  attempts: number
  failures: number
  /** The last health probe. */
  pulse: { ageMs: number; ok: boolean; latencyMs: number; message: string } | null
}

/** The members of pools in this process, and its name among the replicas. */
export type LivePools = { instanceId: string; servesCalls: boolean; members: LiveMember[] }

/** The levers of simulated providers. Only a demo has them. */
export type SimulatorLevers = {
  /** How the resource behind a base URL behaves now; null where it is no simulated one. */
  modeOf(baseUrl: string): Promise<string | null>
  /** False where it is no simulated one. */
  setMode(baseUrl: string, mode: string): Promise<boolean>
  /** Sends calls to one of the models for a while, so that there is something to see. False where no key may use any. */
  sendCalls(models: readonly string[]): Promise<boolean>
}

export type MailServerPort = {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user: string | null
  password: string | null
  from: string
}

export type ProviderPort = {
  id: string
  name: string
  kind: 'entra' | 'oidc'
  issuer: string
  clientId: string
  clientSecret: string | null
  linksByEmail: boolean
  /** Where it says which groups somebody is in; absent or null: its groups count for nothing. */
  groups?: GroupMapping | null
}

/** What the groups of a provider give: a role in a tenant each. Ids of tenants are those of the database. */
export type GroupMapping = {
  claim: string
  rules: readonly { group: string; tenantId: string; role: 'owner' | 'developer' | 'viewer' }[]
  /** Asked where the token has too many groups to list them (Entra ID); null: Microsoft Graph. */
  overageUrl: string | null
}

/** What a token issuer's address says now. */
export type IssuerReading = { ok: boolean; keys: number; algorithms: string[]; message: string }

export type TokenVerdict =
  | { kind: 'good'; claims: Claims }
  | { kind: 'bad'; reason: string }
  | { kind: 'unavailable'; cause: unknown }

export type ForeignTokens = { input: number; cacheRead: number; output: number; reasoning: number }

/** A call that passed another gateway. Ids are the database's; the same call always has the same. */
export type ForeignUsage = {
  id: string
  /** Of where it was measured: stands in the place of a key. */
  keyId: string
  atMs: number
  subscriptionId: string
  model: string | null
  deployment: string | null
  endUser: string | null
  correlationId: string | null
  status: number
  durationMs: number
  isStream: boolean
  calls: number
  tokens: ForeignTokens
}

export type UsageAsk = Pick<ForeignUsage, 'model' | 'atMs' | 'tokens'> & { subscriptionId: string | null }
export type UsagePrice = { priceId: string | null; currency: string; costNano: bigint | null }

export type UsageBook = {
  /** What each would cost by the price book of its time, in the order asked; null where that has no price. */
  price(asks: readonly UsageAsk[]): Promise<(UsagePrice | null)[]>
  /** How many were new. */
  book(records: readonly ForeignUsage[], source: string): Promise<number>
}

export type TokenIssuersPort = {
  read(issuer: Pick<TokenIssuer, 'issuer' | 'keysUrl'>): Promise<IssuerReading>
  /** Does its issuer's signature hold? The token goes nowhere else. */
  verify(token: string, issuer: TokenIssuer): Promise<TokenVerdict>
}

export type RetentionPort = { keepRecordMonths: number; keepTraceMonths: number; expired: 'detach' | 'drop' }

export type ControlPorts = {
  db: Db
  clock: Clock
  log: Logger
  pepper: Pepper
  keyRing: KeyRing
  /** The origin people reach the console under, without a trailing slash. */
  publicUrl: string
  probeBackend(target: ProbeTarget): Promise<ProbeResult>
  /** In a sentence, why a backend's host may not be called (a private or loopback address that is not allowed); or null. */
  refuseAddress?(host: string): string | null
  /** Resolves a name to addresses that may be called; fails where it has none. */
  checkedLookup?: LookupFunction
  /** Absent where no gateway runs: scripts. */
  tokenIssuers?: TokenIssuersPort
  usageBook?: UsageBook
  limitUsage(limitIds: string[]): Promise<LiveUsage[]> | LiveUsage[]
  livePools(): Promise<LivePools> | LivePools
  simulator?: SimulatorLevers
  /** The mail server the environment names; it wins over the settings. */
  mailServer?: MailServerPort | null
  /** OpenID providers the environment names, beside those of the settings. */
  signInProviders?: readonly ProviderPort[]
  /** Session secrets that are being rotated out: their cookies still count. */
  formerSessionSecrets?: readonly string[]
  /** What the environment says is kept, until the settings say otherwise. */
  retention?: RetentionPort
  /** False where nobody has vouched for x-forwarded-for (no server.ts in front): then no address is believed. */
  knowsAddresses?: boolean
  /** Hurries the gateways of this process; others hear through the database. */
  onCatalogChange(): void
}

const slot = Symbol.for('tollgate.control')

type Holder = { [slot]?: ControlPorts }

/** Fills the ports; later calls replace them (tests do). */
export function provideControl(ports: ControlPorts): void {
  const holder = globalThis as Holder & typeof globalThis
  holder[slot] = ports
}

/** The ports. Before boot has filled them every operation answers 503. */
export function controlPorts(): ControlPorts {
  const holder = globalThis as Holder & typeof globalThis
  const ports = holder[slot]
  if (!ports) throw new Fault('service.unavailable', { public: 'The console is starting. Try again in a moment.' })
  return ports
}
