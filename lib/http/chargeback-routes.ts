/** The part of the management API that says who spent what. */
import type { Spend } from '@/lib/contracts/chargeback'
import { getChargeback, getSpend } from '@/lib/http/chargeback-queries'
import { csvRoute } from '@/lib/http/route'
import { chargebackColumns } from '@/lib/reports/chargeback-csv'
import { type CsvColumn, toCsv } from '@/lib/reports/csv'

export const chargebackRoutes = {
  '/reports/chargeback': {
    GET: csvRoute('Who spent what in a month, quarter, year or any days', getChargeback, (report) => ({
      filename: `chargeback-${report.period}-by-${report.by}.csv`,
      text: toCsv(chargebackColumns, report.rows),
    })),
  },
  '/reports/spend': {
    GET: csvRoute('Spend by day or month, split by one thing', getSpend, (report) => ({
      filename: `spend-${report.period}-by-${report.by}.csv`,
      text: toCsv(spendColumns(report), report.points),
    })),
  },
} as const

function spendColumns({ bucket, series }: Spend): CsvColumn<Spend['points'][number]>[] {
  const labels = new Map(series.map((one) => [`${one.currency} ${one.key}`, one.label]))
  return [
    { title: bucket, value: (point) => point.at },
    { title: 'key', value: (point) => point.key },
    { title: 'name', value: (point) => labels.get(`${point.currency} ${point.key}`) ?? '' },
    { title: 'cost', value: (point) => point.cost },
    { title: 'currency', value: (point) => point.currency },
  ]
}
