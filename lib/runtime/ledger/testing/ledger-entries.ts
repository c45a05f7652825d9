/** Lines of calls, as tests of the ledger need them. */
import { newUuid } from '@/lib/base/ids'
import type { SqlPool } from '@/lib/db/sql-pool'
import type { CloseEntry, OpenEntry } from '@/lib/gateway/usage-entry'
import { noTokens } from '@/lib/policy/pricing/tokens'
import { encodeLine, readLine } from '@/lib/runtime/ledger/spool-line'

export const limitId = newUuid()
const AT_MS = Date.parse('2026-11-21T10:20:30Z')

export function openOf(id = newUuid(AT_MS)): OpenEntry {
  const tokens = { ...noTokens, input: 10 }
  return {
    identity: {
      id,
      startedAtMs: AT_MS,
      localDay: '2026-11-21',
      tenantId: limitId,
      productId: limitId,
      subscriptionId: limitId,
      keyId: limitId,
      userId: null,
      endUser: null,
      model: 'm',
      dialect: 'openai',
      operation: 'chat',
      streamed: true,
      clientRequestId: null,
      tags: [],
      bytesIn: 1,
    },
    holdTokens: 100,
    estimate: { tokens, priceId: null, currency: 'USD', costNano: 1_500n, charges: [charge(10)] },
  }
}

export function closeOf({ identity, holdTokens }: OpenEntry, more: Partial<CloseEntry> = {}): CloseEntry {
  return {
    identity,
    durationMs: 5,
    firstByteMs: 2,
    backendId: null,
    deployment: null,
    status: 200,
    outcome: 'answered',
    code: null,
    measured: 'measured',
    tokens: { ...noTokens, input: 10, output: 20 },
    holdTokens,
    outputCap: null,
    limitId: null,
    attempts: 1,
    priceId: null,
    currency: 'USD',
    costNano: 13_500n,
    bytesOut: 9,
    calls: 1,
    charges: [charge(30)],
    trace: null,
    ...more,
  }
}

/** Nothing listens there. */
export const NOWHERE = 'postgres://nobody@127.0.0.1:1/none'

export const jsonOf = (entry: CloseEntry) =>
  readLine(encodeLine({ kind: 'close', entry }).subarray(0, -1))?.json ?? Buffer.alloc(0)

export const charge = (amount: number) => ({ limitId, countKey: 'x', periodStartMs: Date.parse('2026-11-01T00:00:00Z'), amount })

/** What the tables add up to. */
export async function sumsOf(pool: SqlPool) {
  const { rows } = await pool.query(`select
    (select count(*)::int from usage_records) as records,
    (select coalesce(sum(cost_nano), 0)::bigint from usage_records) as cost,
    (select coalesce(sum(calls), 0)::int from usage_rollups) as rolled,
    (select coalesce(sum(cost_nano), 0)::bigint from usage_rollups) as rolled_cost,
    (select coalesce(sum(total), 0)::int from counter_totals) as charged,
    (select count(*)::int from usage_records where provisional and outcome = 'interrupted') as interrupted`)
  return rows[0]
}
