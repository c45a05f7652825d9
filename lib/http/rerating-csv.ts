/** A re-rating as a file: each tenant's day, as it was billed and as it would be. */
import type { ReratingDetail } from '@/lib/contracts/rerating'
import type { CsvColumn } from '@/lib/reports/csv'

export const reratingColumns: CsvColumn<ReratingDetail['byDay'][number]>[] = [
  { title: 'tenant', value: (line) => line.tenantName },
  { title: 'day', value: (line) => line.day },
  { title: 'model', value: (line) => line.model },
  { title: 'backend', value: (line) => line.backendName },
  { title: 'calls', value: (line) => line.calls },
  { title: 'priced_calls', value: (line) => line.pricedCalls },
  { title: 'currency', value: (line) => line.currency },
  { title: 'billed', value: (line) => line.billed },
  { title: 'now', value: (line) => line.now },
  { title: 'difference', value: (line) => line.difference },
]
