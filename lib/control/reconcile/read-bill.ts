/** A stranger's file, taken apart within bounds: what is too long, too wide, too much or not a bill is refused in a sentence. */
import { setImmediate as pause } from 'node:timers/promises'
import { csvLines } from '@/lib/base/csv-read'
import { Fault } from '@/lib/base/faults'
import type { Billed } from '@/lib/policy/reconcile/compare'
import { type ProviderSource, type RowReader, readerOf } from '@/lib/policy/reconcile/provider-file'

const MOST_ROWS = 200_000
const MOST_COLUMNS = 200
const MOST_GROUPS = 20_000
const MOST_DAYS = 400
const LONGEST_NAME = 120
/** Other work goes on in between. */
const ROWS_AT_ONCE = 1_000

export type Bill = {
  source: ProviderSource
  rows: number
  otherRows: number
  from: string
  to: string
  currency: string | null
  billed: Billed[]
}

/** `nameOf` gives our name of a provider's, or null. */
export async function readBill(csv: string, nameOf: (model: string) => string | null): Promise<Bill> {
  const groups = new Map<string, Billed>()
  const currencies = new Set<string>()
  let reader: RowReader | null = null
  let [rows, otherRows] = [0, 0]
  for (const { line, cells } of csvLines(csv)) {
    if (cells.length > MOST_COLUMNS) throw wrong(`Line ${line} has more than ${MOST_COLUMNS} columns.`)
    if (reader === null) {
      reader = readerOf(cells)
      if (reader === null) throw wrong(NO_BILL)
      continue
    }
    if (++rows > MOST_ROWS)
      throw wrong(`A file may have at most ${MOST_ROWS.toLocaleString('en')} rows. Export fewer days at a time.`)
    if (rows % ROWS_AT_ONCE === 0) await pause()
    const row = reader.read(cells)
    if (row === 'other') {
      otherRows++
      continue
    }
    if ('wrong' in row) throw wrong(`Line ${line}: ${row.wrong}.`)
    if (row.currency) currencies.add(row.currency)
    if (currencies.size > 1)
      throw wrong(`The file has amounts in ${[...currencies].join(' and ')}. Export one currency at a time.`)
    add(groups, row, nameOf(row.model) ?? named(row.model))
    if (groups.size > MOST_GROUPS) throw wrong('The file names too many models. Export fewer days at a time.')
  }
  const billed = [...groups.values()]
  const days = billed.map(({ day }) => day).sort()
  const [from, to] = [days[0], days.at(-1)]
  if (reader === null) throw wrong('The file is empty.')
  if (from === undefined || to === undefined) throw wrong('No row of the file is of a model.')
  if (Date.parse(to) - Date.parse(from) > MOST_DAYS * 86_400_000) throw wrong(`The file spans more than ${MOST_DAYS} days.`)
  return { source: reader.source, rows, otherRows, from, to, currency: [...currencies][0] ?? null, billed }
}

const NO_BILL =
  'The first line is of no file known here. Known are cost details as Azure exports them (Date, MeterCategory, MeterName, Quantity, UnitOfMeasure, CostInBillingCurrency …), and OpenAI’s usage (start_time, model, input_tokens, output_tokens …) and costs (start_time, line_item, amount_value …).'

function add(groups: Map<string, Billed>, row: Omit<Billed, 'model'>, model: string): void {
  const key = `${row.day} ${row.isProvisioned} ${model}`
  const known = groups.get(key)
  const { day, tokens, costNano, isProvisioned } = row
  if (!known) return void groups.set(key, { day, model, tokens, costNano, isProvisioned })
  if (tokens !== null) known.tokens = (known.tokens ?? 0n) + tokens
  if (costNano !== null) known.costNano = (known.costNano ?? 0n) + costNano
}

/** A name of the provider's own is shown to people: short, on one line. */
function named(model: string): string {
  return model.replace(/\p{C}/gu, ' ').trim().slice(0, LONGEST_NAME) || 'no name'
}

function wrong(message: string): Fault {
  return new Fault('request.invalid', { public: message, fields: [{ path: 'csv', message }] })
}
