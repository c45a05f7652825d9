/** `npm run ledger:verify [-- --days 40]`: compares records, rollups and counter totals and names every difference; exits 1 where there is one. */
import { parseArgs } from 'node:util'
import { formatNano } from '@/lib/base/money'
import { createSqlPool } from '@/lib/db/sql-pool'
import { verifyCounters } from '@/lib/reports/verify-counters'
import { verifyLabels } from '@/lib/reports/verify-labels'
import { verifyLedger } from '@/lib/reports/verify-ledger'
import { withDatabaseUrl } from './db-url'
import { runScript } from './run-script'

const HOUR_MS = 3_600_000

runScript(() =>
  withDatabaseUrl(async (url) => {
    const { values } = parseArgs({ options: { days: { type: 'string', default: '40' } } })
    // Whole hours: a rollup cannot be cut in two.
    const toMs = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS
    const fromMs = toMs - Number(values.days) * 24 * HOUR_MS
    const pool = createSqlPool(url, { max: 1 })
    try {
      const { records, costNano, differences } = await verifyLedger(pool, new Date(fromMs), new Date(toMs))
      for (const { hour, tenantId, model, calls, tokens, costNano: cost } of differences) {
        console.log(
          `${hour} tenant ${tenantId} model ${model}: calls ${calls.join(' ≠ ')}, tokens ${tokens.join(' ≠ ')}, nano ${cost.join(' ≠ ')}`,
        )
      }
      const labels = await verifyLabels(pool, new Date(fromMs), new Date(toMs))
      for (const { kind, day, tenantId, label, calls, costNano: cost } of labels)
        console.log(`${day} tenant ${tenantId} ${kind} ${label}: calls ${calls.join(' ≠ ')}, nano ${cost.join(' ≠ ')}`)
      const counters = await verifyCounters(pool, new Date())
      for (const { limit, countKey, total, expected } of counters.differences) {
        console.log(`limit ${limit} of ${countKey || 'the platform'}: the counter says ${total}, the records ${expected}`)
      }
      const count = differences.length + labels.length + counters.differences.length
      const verdict = count === 0 ? `records, rollups and ${counters.compared} counters agree` : `${count} differences`
      console.log(`${records} records, ${formatNano(costNano)} in all: ${verdict}`)
      if (count > 0) process.exitCode = 1
    } finally {
      await pool.end()
    }
  }),
)
