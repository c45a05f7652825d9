/**
 * What the console asks of the gateway beside it: how counters and pools stand, and what only the gateway is connected to. Questions
 * and answers are plain data, since the console may live in a thread of its own.
 */
import type { DataPlane } from '@/lib/boot/data-plane'
import { currentPeriodEnd } from '@/lib/boot/data-plane'
import { liveMembers } from '@/lib/boot/live-members'
import { probeBackend } from '@/lib/boot/probe-backend'
import { readIssuer } from '@/lib/boot/read-issuer'
import { createUsageBook } from '@/lib/boot/usage-book'
import type {
  ForeignUsage,
  IssuerReading,
  LivePools,
  LiveUsage,
  ProbeResult,
  ProbeTarget,
  TokenVerdict,
  UsageAsk,
  UsageBook,
  UsagePrice,
} from '@/lib/control/control-ports'
import type { SqlPool } from '@/lib/db/sql-pool'
import type { Limit } from '@/lib/policy/limits/limit'
import type { TokenIssuer } from '@/lib/policy/tokens/token-issuer'

export type LivePorts = {
  probeBackend(target: ProbeTarget): Promise<ProbeResult>
  limitUsage(limitIds: string[]): Promise<LiveUsage[]>
  livePools(): Promise<LivePools>
  readIssuer(issuer: Pick<TokenIssuer, 'issuer' | 'keysUrl'>): Promise<IssuerReading>
  verifyToken(token: string, issuer: TokenIssuer): Promise<TokenVerdict>
  priceUsage(asks: readonly UsageAsk[]): Promise<(UsagePrice | null)[]>
  bookUsage(records: readonly ForeignUsage[], source: string): Promise<number>
  hurryCatalog(): Promise<void>
}

export function usageBookOf({ priceUsage, bookUsage }: LivePorts): UsageBook {
  return { price: priceUsage, book: bookUsage }
}

export function createLivePorts(dataPlane: DataPlane, pool: SqlPool, servesCalls: boolean): LivePorts {
  const { catalog, counters, instanceId } = dataPlane
  const usageBook = createUsageBook(pool, catalog)
  return {
    probeBackend: (target) => probeBackend(dataPlane.upstream, target, dataPlane.accessTokenOf),
    async limitUsage(limitIds) {
      const nowMs = Date.now()
      const snapshot = catalog.current()
      const limits = new Map<string, Limit>()
      for (const limit of [...(snapshot?.limits.platform ?? []), ...[...(snapshot?.limits.byId.values() ?? [])].flat()])
        limits.set(limit.id, limit)
      const zones = catalog.timeZones()
      const asked = limitIds.flatMap((id) => limits.get(id) ?? [])
      return await counters.list(asked, nowMs, (limitId, startMs) => currentPeriodEnd(limits.get(limitId), startMs, zones, nowMs))
    },
    async livePools() {
      return { instanceId, servesCalls, members: liveMembers(dataPlane.gateway.state.pools, dataPlane.now()) }
    },
    readIssuer: (issuer) => readIssuer(dataPlane.issuerKeys, issuer),
    async verifyToken(token, issuer) {
      const verdict = await dataPlane.verifyToken(token, issuer)
      return verdict.kind === 'unavailable' ? { kind: 'unavailable', cause: String(verdict.cause) } : verdict
    },
    priceUsage: usageBook.price,
    bookUsage: usageBook.book,
    async hurryCatalog() {
      catalog.hurry()
    },
  }
}
