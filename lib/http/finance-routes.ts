/** The part of the management API that finance works with: months that are closed. */
import {
  createCommitment,
  endCommitment,
  getCommitment,
  listCommitmentBackends,
  listCommitments,
  reallocateCommitment,
} from '@/lib/control/commitments/commitment-operations'
import { getCommitmentUse } from '@/lib/control/commitments/commitment-use'
import { createContract, getContract, listContracts } from '@/lib/control/price-contracts/contract-operations'
import { createRate } from '@/lib/control/rates/create-rate'
import { importRates } from '@/lib/control/rates/import-rates'
import { getRateCoverage, listRates } from '@/lib/control/rates/rate-queries'
import { getReporting, updateReporting } from '@/lib/control/rates/reporting-currency'
import { listDueReratings } from '@/lib/control/reratings/due-reratings'
import {
  bookRerating,
  discardRerating,
  getRerating,
  listReratings,
  proposeRerating,
} from '@/lib/control/reratings/rerating-operations'
import { closeMonth, getClosing } from '@/lib/control/statements/close-month'
import { reopenStatement } from '@/lib/control/statements/reopen-statement'
import { getStatement, listStatements } from '@/lib/control/statements/statement-queries'
import { getFocusExport, streamFocus } from '@/lib/http/focus-export'
import { reratingColumns } from '@/lib/http/rerating-csv'
import { csvRoute, route, streamRoute } from '@/lib/http/route'
import { statementCsv, statementPage, statementWorkbook } from '@/lib/http/statement-files'
import { toCsv } from '@/lib/reports/csv'

export const financeRoutes = {
  '/closing': {
    GET: route('How far a month is closed', getClosing),
    POST: route('Close a month, for some tenants at a time', closeMonth),
  },
  '/statements': { GET: route('List closed months, newest first', listStatements) },
  '/statements/{id}': {
    GET: csvRoute('Get a statement with its lines', getStatement, statementCsv, { xlsx: statementWorkbook, pdf: statementPage }),
  },
  '/statements/{id}/reopen': { POST: route('Re-open a closed month, with a reason', reopenStatement) },
  '/contracts': {
    GET: route('List discounts and margins', listContracts),
    POST: route('Agree on a discount or a margin from a date on', createContract),
  },
  '/contracts/{id}': { GET: route('Get a discount or margin', getContract) },
  '/commitments': {
    GET: route('List provisioned throughput', listCommitments),
    POST: route('Register provisioned throughput', createCommitment),
  },
  '/commitments/backends': { GET: route('Backends provisioned throughput can be for', listCommitmentBackends) },
  '/commitments/{id}': { GET: route('Get provisioned throughput', getCommitment) },
  '/commitments/{id}/use': { GET: route('How much of it was used, and what spilled over', getCommitmentUse) },
  '/commitments/{id}/end': { POST: route('End provisioned throughput earlier', endCommitment) },
  '/commitments/{id}/reallocate': { POST: route('Allocate its hours again, after late calls', reallocateCommitment) },
  '/reratings': {
    GET: route('List re-ratings, newest first', listReratings),
    POST: route('Work out what calls would have cost at the prices known now', proposeRerating),
  },
  '/reratings/due': { GET: route('Prices set for the past that nobody has looked into', listDueReratings) },
  '/reratings/{id}': {
    GET: csvRoute('Get a re-rating by tenant and by day', getRerating, (rerating) => ({
      filename: `re-rating-${rerating.model.replaceAll(/[^\w.-]/g, '-')}-${rerating.createdAt.slice(0, 10)}.csv`,
      text: toCsv(reratingColumns, rerating.byDay),
    })),
  },
  '/reratings/{id}/book': { POST: route('Book a re-rating as lines of the next statements', bookRerating) },
  '/reratings/{id}/discard': { POST: route('Discard a re-rating', discardRerating) },
  '/rates': {
    GET: route('List exchange rates, newest first', listRates),
    POST: route('Publish an exchange rate, or correct one', createRate),
  },
  '/rates/import': { POST: route('Publish exchange rates from a file, or say what it would publish', importRates) },
  '/rates/coverage': { GET: route('Which currencies of a month have a rate', getRateCoverage) },
  '/settings/reporting': {
    GET: route('The currency totals are told in', getReporting),
    PATCH: route('Change the currency totals are told in', updateReporting),
  },
  '/exports/focus': {
    GET: streamRoute('The closed month in the columns of FOCUS 1.2', getFocusExport, streamFocus),
  },
} as const
