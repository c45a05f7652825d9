/** The part of the management API that finance works with: months that are closed. */
import { createContract, getContract, listContracts } from '@/lib/control/price-contracts/contract-operations'
import { createRate } from '@/lib/control/rates/create-rate'
import { importRates } from '@/lib/control/rates/import-rates'
import { getRateCoverage, listRates } from '@/lib/control/rates/rate-queries'
import { getReporting, updateReporting } from '@/lib/control/rates/reporting-currency'
import { closeMonth, getClosing } from '@/lib/control/statements/close-month'
import { reopenStatement } from '@/lib/control/statements/reopen-statement'
import { getStatement, listStatements } from '@/lib/control/statements/statement-queries'
import { getFocusExport, streamFocus } from '@/lib/http/focus-export'
import { csvRoute, route, streamRoute } from '@/lib/http/route'
import { statementCsv, statementPage, statementWorkbook } from '@/lib/http/statement-files'

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
