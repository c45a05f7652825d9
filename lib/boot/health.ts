/** What an orchestrator and a scraper ask: alive, ready, how full. */
import { isEqualDigest, sha256 } from '@/lib/base/digest'
import type { DataPlane } from '@/lib/boot/data-plane'
import type { Running } from '@/lib/boot/running'
import { breakerState } from '@/lib/policy/pools/breaker'

/** `isOfWorker`: with several workers, the body is one's part of what is to be answered. */
export type HealthReply = { status: number; contentType: string; body: string; isOfWorker?: boolean }

const FAILING_MS = 5_000

/** Answers `/healthz`, `/readyz` and `/metrics`; null for every other path. `running` is null while starting. */
export function answerHealth(path: string, authorization: string | undefined, running: Running | null): HealthReply | null {
  if (path === '/healthz') return json(200, { status: 'ok' })
  if (path === '/readyz') return ready(running)
  if (path === '/metrics') return metrics(authorization, running)
  return null
}

/** `degraded` still serves: the spool holds what Postgres cannot take at the moment. */
function ready(running: Running | null): HealthReply {
  if (!running) return json(503, { status: 'starting' })
  const { ledger, catalog } = running.dataPlane
  const { failingSinceMs, canOpen, spoolBytes, lagMs } = ledger.status()
  if (!canOpen)
    return json(503, { status: 'full', reason: 'the spool has no room: Postgres or the disk must come back first', spoolBytes })
  if (!catalog.current()) return json(503, { status: 'unknown', reason: 'the catalog has never been read' })
  const nowMs = Date.now()
  const isStale = nowMs - catalog.freshAtMs() > FAILING_MS
  // A server that takes connections and answers nothing fails no statement for a while.
  if (failingSinceMs !== null || isStale || lagMs > FAILING_MS) {
    return json(200, { status: 'degraded', reason: 'Postgres is out of reach; calls are booked in the spool', spoolBytes })
  }
  return json(200, { status: 'ready' })
}

function metrics(authorization: string | undefined, running: Running | null): HealthReply {
  const token = running?.env.METRICS_TOKEN
  if (!running || token === undefined) return json(404, { status: 'off', reason: 'set METRICS_TOKEN to switch metrics on' })
  if (!isEqualDigest(sha256(authorization ?? ''), sha256(`Bearer ${token}`))) return json(401, { status: 'denied' })
  return {
    status: 200,
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    body: metricsText(running.dataPlane),
    isOfWorker: true,
  }
}

/** In Prometheus' text format. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function metricsText(dataPlane: DataPlane): string {
  const ledger = dataPlane.ledger.status()
  const members = dataPlane.gateway.state.pools.list()
  const lines = [
    '# TYPE tollgate_spool_bytes gauge',
    `tollgate_spool_bytes ${ledger.spoolBytes}`,
    '# TYPE tollgate_flush_lag_seconds gauge',
    `tollgate_flush_lag_seconds ${ledger.lagMs / 1000}`,
    '# TYPE tollgate_oldest_unflushed_seconds gauge',
    `tollgate_oldest_unflushed_seconds ${ledger.lagMs / 1000}`,
    '# TYPE tollgate_flush_failing gauge',
    `tollgate_flush_failing ${ledger.failingSinceMs === null ? 0 : 1}`,
    '# TYPE tollgate_spool_takes_calls gauge',
    `tollgate_spool_takes_calls ${ledger.canOpen ? 1 : 0}`,
    '# TYPE tollgate_flushed_records_total counter',
    `tollgate_flushed_records_total ${ledger.records}`,
    '# TYPE tollgate_catalog_version gauge',
    `tollgate_catalog_version ${dataPlane.catalog.version()}`,
    '# TYPE tollgate_catalog_age_seconds gauge',
    `tollgate_catalog_age_seconds ${Math.max(0, Date.now() - dataPlane.catalog.freshAtMs()) / 1000}`,
    '# TYPE tollgate_request_bytes_in_flight gauge',
    `tollgate_request_bytes_in_flight ${dataPlane.gateway.state.bodies.bytes()}`,
    '# TYPE tollgate_limit_debts_total counter',
    `tollgate_limit_debts_total ${dataPlane.gateway.state.debts.calls}`,
    '# TYPE tollgate_limit_debt_tokens_total counter',
    `tollgate_limit_debt_tokens_total ${dataPlane.gateway.state.debts.tokens}`,
    '# TYPE tollgate_calls_waiting_for_room gauge',
    `tollgate_calls_waiting_for_room ${dataPlane.gateway.state.room.size()}`,
    '# TYPE tollgate_unauthenticated_total counter',
    ...Object.entries(ledger.unauthenticated).map(([code, count]) => `tollgate_unauthenticated_total{code="${code}"} ${count}`),
    '# TYPE tollgate_attempts_total counter',
    ...members.map(
      ({ backendId, poolId, member }) => `tollgate_attempts_total{pool="${poolId}",backend="${backendId}"} ${member.attempts}`,
    ),
    '# TYPE tollgate_breaker_open gauge',
    ...members.map(({ backendId, poolId, member }) => {
      const isOpen = breakerState(member.breaker, dataPlane.now()) === 'open'
      return `tollgate_breaker_open{pool="${poolId}",backend="${backendId}"} ${isOpen ? 1 : 0}`
    }),
    '# TYPE tollgate_attempts_in_flight gauge',
    ...members.map(
      ({ backendId, poolId, member }) =>
        `tollgate_attempts_in_flight{pool="${poolId}",backend="${backendId}"} ${member.inFlight}`,
    ),
    '# TYPE tollgate_attempt_failures_total counter',
    ...members.map(
      ({ backendId, poolId, member }) =>
        `tollgate_attempt_failures_total{pool="${poolId}",backend="${backendId}"} ${member.failures}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function json(status: number, value: object): HealthReply {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(value) }
}
