/** Joins the gateway to Postgres, disk and network. */

import { createHexHmac } from '@/lib/base/digest'
import { type Env, readKillPoint } from '@/lib/base/env'
import { newUuid } from '@/lib/base/ids'
import type { Logger } from '@/lib/base/log'
import type { Pepper } from '@/lib/base/pepper'
import { createCredentials } from '@/lib/boot/credentials'
import type { Secrets } from '@/lib/boot/secrets'
import { withKillPoints } from '@/lib/boot/testing/kill-points'
import type { SqlPool } from '@/lib/db/sql-pool'
import { createGateway, type Gateway } from '@/lib/gateway/pipeline'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { findLimit } from '@/lib/policy/limits/applicable'
import { periodAt } from '@/lib/policy/limits/calendar'
import type { Limit } from '@/lib/policy/limits/limit'
import { denialOfToken } from '@/lib/policy/tokens/judge-token'
import { createCostReader } from '@/lib/runtime/booked-cost'
import { openAnswerIndex } from '@/lib/runtime/cache/open-answer-index'
import { openAnswerStore } from '@/lib/runtime/cache/open-answer-store'
import { type CatalogFeed, startCatalogFeed } from '@/lib/runtime/catalog/catalog-feed'
import { type LiveCounters, openCounters } from '@/lib/runtime/counters/open-counters'
import { readCounterTotals } from '@/lib/runtime/counters/read-counter-totals'
import { startDirectLedger } from '@/lib/runtime/ledger/direct-ledger'
import { type RunningLedger, startLedger } from '@/lib/runtime/ledger/ledger'
import { type PoolProbes, startPoolProbes } from '@/lib/runtime/probes/pool-probes'
import { createIssuerKeys, type IssuerKeys } from '@/lib/runtime/tokens/issuer-keys'
import { createTokenUsers } from '@/lib/runtime/tokens/token-users'
import { createTokenVerifier } from '@/lib/runtime/tokens/verify-token'
import { isAddressIn } from '@/lib/runtime/upstream/allowed-address'
import { createHttpUpstream, type HttpUpstream } from '@/lib/runtime/upstream/http-upstream'
import { readJson } from '@/lib/runtime/upstream/read-json'

export type DataPlane = {
  gateway: Gateway
  catalog: CatalogFeed
  ledger: RunningLedger
  counters: LiveCounters
  upstream: HttpUpstream
  accessTokenOf: GatewayPorts['accessTokenOf']
  /** Of the console's check too: leaves no trace. */
  verifyToken: GatewayPorts['verifyToken']
  issuerKeys: IssuerKeys
  probes: PoolProbes
  instanceId: string
  now(): number
  digestKey(secret: string): string
  stop(): Promise<void>
}

export type DataPlaneOptions = {
  env: Env
  log: Logger
  secrets: Secrets
  databaseUrl: string
  pool: SqlPool
  allowedNetworks: readonly string[]
  /** The clock calls are admitted and breakers go by; tests set it. */
  now?: () => number
  /** What Google's tokens are asked for with, in tests. */
  tokenFetch?: typeof globalThis.fetch
}

export async function startDataPlane({
  env,
  log,
  secrets,
  databaseUrl,
  pool,
  allowedNetworks,
  now = Date.now,
  tokenFetch,
}: DataPlaneOptions): Promise<DataPlane> {
  const instanceId = newUuid()
  const onError = (error: unknown) => log.error({ err: error }, 'data plane')
  let seedLimits: (limitIds: readonly string[]) => Promise<void> = async () => {}
  const catalog = await startCatalogFeed({
    databaseUrl,
    snapshotPath: `${env.DATA_DIR}/catalog.json`,
    maxStalenessMs: env.MAX_STALENESS_S * 1000,
    keyRing: secrets.keyRing,
    onError,
    now,
    beforeLimits: (limitIds) => seedLimits(limitIds),
  })
  const killAt = readKillPoint()
  const rejectedPath = `${env.DATA_DIR}/rejected.spool`
  const ledger =
    env.LEDGER === 'direct'
      ? startDirectLedger({ databaseUrl, replica: instanceId, rejectedPath, onError })
      : await startLedger({
          dataDir: env.DATA_DIR,
          instanceId,
          databaseUrl,
          fsync: env.LEDGER_FSYNC,
          maxBytes: env.SPOOL_MAX_MB * 1024 * 1024,
          killAt,
          onError,
        })
  // After the replay, so that what dead instances left is counted.
  const limitOf = (limitId: string) => {
    const snapshot = catalog.current()
    return snapshot ? findLimit(snapshot.limits, limitId) : undefined
  }
  const counters = await openCounters({
    redisUrl: env.REDIS_URL,
    redisPatienceMs: env.REDIS_PATIENCE_MS,
    pool,
    dataDir: env.DATA_DIR,
    instanceId,
    limitOf,
    onError,
  })
  // What a budget had spent before it was given a hard stop.
  seedLimits = async (limitIds) => {
    const totals = await readCounterTotals(pool, limitIds)
    if (totals.length > 0) await counters.seed(totals)
  }
  const upstream = createHttpUpstream(allowedNetworks)
  const cacheRedisUrl = env.CACHE_REDIS_URL ?? env.REDIS_URL
  const answers = openAnswerStore({ redisUrl: cacheRedisUrl, maxBytes: env.CACHE_MAX_MB * 1024 * 1024, onError })
  const questions = await openAnswerIndex({ sharesAnswers: cacheRedisUrl !== undefined, databaseUrl, onError })
  const digestKey = createKeyDigest(secrets.pepper, (digest) => catalog.current()?.findKey(digest) !== undefined)
  const credentials = createCredentials(now, tokenFetch)
  const { accessTokenOf } = credentials
  const issuerKeys = createIssuerKeys((url) => readJson(upstream, url), now)
  const checkSignature = createTokenVerifier(issuerKeys)
  const tokenUsers = createTokenUsers(pool, now, onError)
  const verifyToken: GatewayPorts['verifyToken'] = async (token, issuer) => {
    const check = await checkSignature(token, issuer)
    if (check.kind === 'good' && denialOfToken(issuer, check.claims, now()) === null) tokenUsers.note(issuer, check.claims)
    return check
  }
  const ports: GatewayPorts = {
    catalog,
    counters,
    ledger,
    upstream,
    answers,
    questions,
    clock: { now },
    newCallId: () => newUuid(),
    costSince: createCostReader(pool, now),
    ...credentials,
    verifyToken,
    digestKey,
    isAddressIn,
    onInternalError: onError,
    settings: {
      maxBodyBytes: env.MAX_BODY_MB * 1024 * 1024,
      maxInFlightBytes: env.MAX_IN_FLIGHT_MB * 1024 * 1024,
    },
  }
  const gateway = createGateway(killAt === undefined ? ports : withKillPoints(ports, killAt))
  const probes = startPoolProbes({ catalog, states: gateway.state.pools, upstream, accessTokenOf, now, onError })
  return {
    gateway,
    probes,
    catalog,
    ledger,
    counters,
    upstream,
    accessTokenOf,
    verifyToken: checkSignature,
    issuerKeys,
    instanceId,
    now,
    digestKey,
    async stop() {
      probes.stop()
      await counters.close()
      await answers.close()
      await questions.close()
      await ledger.stop()
      await catalog.stop()
      await upstream.close()
    },
  }
}

/** A key's digest: under the current pepper, or under the other one it is known by while peppers are being rotated. */
function createKeyDigest({ bytes, previous = [] }: Pepper, isKnown: (digest: string) => boolean): (secret: string) => string {
  const current = createHexHmac(bytes)
  if (previous.length === 0) return current
  const others = previous.map(createHexHmac)
  return (secret) => {
    const digest = current(secret)
    if (isKnown(digest)) return digest
    return others.map((other) => other(secret)).find(isKnown) ?? digest
  }
}

/** When a stored period of a limit ends, if it is still running in any of the zones it may be counted in; else null. */
export function currentPeriodEnd(
  limit: Limit | undefined,
  periodStartMs: number,
  timeZones: Iterable<string>,
  nowMs: number,
): number | null {
  if (limit?.window.kind !== 'quota') return null
  const { period, timeZone, weekStart } = limit.window
  for (const zone of timeZone === null ? timeZones : [timeZone]) {
    const span = periodAt(period, zone, weekStart, nowMs)
    if (span.startMs === periodStartMs) return span.endMs
  }
  return null
}
