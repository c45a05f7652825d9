/** The part of the management API that lays providers' bills beside the ledger. */
import type { ReconciliationLine } from '@/lib/contracts/reconciliation'
import { createReconciliation, getReconciliation, listReconciliations } from '@/lib/control/reconcile/reconcile-operations'
import { csvRoute, route, uploadRoute } from '@/lib/http/route'
import { type CsvColumn, toCsv } from '@/lib/reports/csv'

const MAX_BYTES = 16 * 1024 * 1024

export const reconcileRoutes = {
  '/reconciliations': {
    GET: route('List bills that were laid beside the ledger, newest first', listReconciliations),
    POST: uploadRoute('Lay a provider’s bill beside the ledger', createReconciliation, { field: 'csv', maxBytes: MAX_BYTES }),
  },
  '/reconciliations/{id}': {
    GET: csvRoute('Get a bill beside the ledger, by day and model', getReconciliation, (bill) => ({
      filename: `reconciliation-${bill.source}-${bill.from}-${bill.to}.csv`,
      text: toCsv(columns(bill.currency ?? ''), bill.lines),
    })),
  },
} as const

function columns(currency: string): CsvColumn<ReconciliationLine>[] {
  return [
    { title: 'day', value: (line) => line.day },
    { title: 'model', value: (line) => line.model },
    { title: 'billed_tokens', value: (line) => line.billedTokens },
    { title: 'ledger_tokens', value: (line) => line.tokens },
    { title: 'billed', value: (line) => line.billed },
    { title: 'ledger', value: (line) => line.cost },
    { title: 'currency', value: () => currency },
    { title: 'calls', value: (line) => line.calls },
    { title: 'unpriced_calls', value: (line) => line.unpricedCalls },
    { title: 'reasons', value: (line) => line.reasons.join(' ') },
  ]
}
