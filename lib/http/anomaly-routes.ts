/** The part of the management API that says where money goes astray, and where it was saved. */
import type { DayRange } from '@/lib/base/day-range'
import { shiftDay } from '@/lib/base/day-range'
import { type Anomalies, anomalies, anomalyQuery, type Savings, savings } from '@/lib/contracts/anomaly'
import type { Context } from '@/lib/control/context'
import { query } from '@/lib/control/operation'
import { csvRoute } from '@/lib/http/route'
import { type CsvColumn, toCsv } from '@/lib/reports/csv'
import { savingsOf } from '@/lib/reports/savings'
import { spendAnomalies } from '@/lib/reports/spend-anomalies'

const HALF_DAY_MS = 43_200_000

export const getAnomalies = query('reports.chargeback', { in: anomalyQuery, out: anomalies }, ({ db, now, scope }, { days }) =>
  spendAnomalies(db, wholeDays({ now }, days), scope.tenantIds),
)

export const getSavings = query('reports.chargeback', { in: anomalyQuery, out: savings }, ({ db, now, scope }, { days }) =>
  savingsOf(db, wholeDays({ now }, days), scope.tenantIds),
)

/** The last days that are over wherever on earth a tenant is. */
function wholeDays({ now }: Pick<Context, 'now'>, days: number): DayRange {
  const last = shiftDay(new Date(now.getTime() - HALF_DAY_MS).toISOString().slice(0, 10), -1)
  return { first: shiftDay(last, 1 - days), last }
}

export const anomalyRoutes = {
  '/reports/anomalies': {
    GET: csvRoute('Tenants that spent unlike themselves, and what drove it', getAnomalies, (report) => ({
      filename: `anomalies-${report.from}-to-${report.to}.csv`,
      text: toCsv(anomalyColumns, report.items),
    })),
  },
  '/reports/savings': {
    GET: csvRoute('What caching saved, tenant by tenant', getSavings, (report) => ({
      filename: `savings-${report.from}-to-${report.to}.csv`,
      text: toCsv(savingColumns, report.items),
    })),
  },
} as const

const anomalyColumns: CsvColumn<Anomalies['items'][number]>[] = [
  { title: 'tenant_id', value: (row) => row.tenantId },
  { title: 'tenant', value: (row) => row.tenantName },
  { title: 'day', value: (row) => row.day },
  { title: 'spent', value: (row) => row.spent },
  { title: 'usual', value: (row) => row.usual },
  { title: 'change', value: (row) => row.change },
  { title: 'currency', value: (row) => row.currency },
  { title: 'oddness', value: (row) => row.oddness },
  { title: 'drivers', value: (row) => row.drivers.map(({ label, share }) => `${label} ${Math.round(100 * share)}%`).join('; ') },
]

const savingColumns: CsvColumn<Savings['items'][number]>[] = [
  { title: 'tenant_id', value: (row) => row.tenantId },
  { title: 'tenant', value: (row) => row.tenantName },
  { title: 'cost', value: (row) => row.cost },
  { title: 'answers_from_cache', value: (row) => row.hits },
  { title: 'saved_by_answers', value: (row) => row.answers },
  { title: 'saved_by_cached_prompts', value: (row) => row.prompts },
  { title: 'saved', value: (row) => row.saved },
  { title: 'currency', value: (row) => row.currency },
]
