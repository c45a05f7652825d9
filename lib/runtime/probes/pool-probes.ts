/** Asks the members of pools that want it whether they are there, without waiting for a caller to find out. */
import type { Catalog, Snapshot } from '@/lib/gateway/catalog'
import type { PoolStates } from '@/lib/gateway/pool-states'
import type { GatewayPorts, Upstream } from '@/lib/gateway/ports'
import { probeRequestOf } from '@/lib/gateway/providers/probe-request'
import { findProvider } from '@/lib/gateway/providers/registry'
import { needsToken, withToken } from '@/lib/gateway/providers/with-token'
import { Attempt } from '@/lib/gateway/streams/attempt'
import type { Pool, ProbeRule } from '@/lib/policy/pools/pool'

export type ProbeOptions = {
  catalog: Catalog
  states: PoolStates
  upstream: Upstream
  accessTokenOf: GatewayPorts['accessTokenOf']
  now(): number
  onError(error: unknown): void
}

export type PoolProbes = {
  /** Sends the probes that are due, and resolves when all of them have come back. */
  probeDue(): Promise<void>
  stop(): void
}

const LOOK_EVERY_MS = 1_000
/** Probes under way at once; the others wait for the next look. */
const MOST_AT_ONCE = 64

export function startPoolProbes(options: ProbeOptions): PoolProbes {
  const startedAtMs = new Map<string, number>()
  let underWay = 0

  const probeDue = async () => {
    const snapshot = options.catalog.current()
    if (!snapshot) return
    const nowMs = options.now()
    const due: Promise<void>[] = []
    for (const pool of probedPools(snapshot)) {
      const rule = pool.routing.probe
      if (!rule) continue
      for (const { backendId } of pool.members) {
        const name = `${pool.id} ${backendId}`
        if (nowMs - (startedAtMs.get(name) ?? 0) < rule.intervalMs || underWay >= MOST_AT_ONCE) continue
        startedAtMs.set(name, nowMs)
        due.push(probe(snapshot, pool, rule, backendId))
      }
    }
    await Promise.all(due)
  }

  const probe = async (snapshot: Snapshot, pool: Pool, rule: ProbeRule, backendId: string) => {
    const backend = snapshot.backends.get(backendId)
    if (!backend) return
    underWay++
    const startMs = options.now()
    try {
      const { timeoutMs, path } = rule
      const ready = needsToken(backend, findProvider(backend.provider))
        ? await withToken(options.accessTokenOf, backend)
        : backend
      const request = probeRequestOf(ready, path, timeoutMs)
      const came = await new Attempt(options.upstream, request, null, { attemptMs: timeoutMs, wholeMs: timeoutMs }).done
      const atMs = options.now()
      const message = came.kind === 'failure' ? came.failure : `status ${came.status}`
      // Busy is there.
      const ok = came.kind !== 'failure' && ((came.status >= 200 && came.status < 300) || came.status === 429)
      // Longer than until the next probe has come back: no caller is to find out in between.
      const outMs = Math.max(pool.breaker.tripDurationMs, 2 * (rule.intervalMs + timeoutMs))
      options.states.pulse(options.states.memberOf(pool.id, backendId), { atMs, ok, latencyMs: atMs - startMs, message }, outMs)
    } finally {
      underWay--
    }
  }

  const timer = setInterval(() => void probeDue().catch(options.onError), LOOK_EVERY_MS)
  timer.unref()
  return { probeDue, stop: () => clearInterval(timer) }
}

/** Pools are found by their models: one that serves none has nobody to be probed for. */
function probedPools({ models }: Snapshot): Set<Pool> {
  const pools = new Set<Pool>()
  for (const { pool } of models.values()) if (pool.routing.probe) pools.add(pool)
  return pools
}
