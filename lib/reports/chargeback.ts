/** Who spent what in a period of their own calendar, exact to the nano, beside the period before. */
import { rangeName } from '@/lib/base/day-range'
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Chargeback, ChargebackBy, ChargebackRow } from '@/lib/contracts/chargeback'
import type { Database } from '@/lib/db/client'
import { convertLines, type Rate, rateText } from '@/lib/policy/currency/convert'
import {
  type ChargebackQuestion,
  labelSumsOf,
  MOST_LABELS,
  type SumRow,
  sumsOf,
  totalSumsOf,
} from '@/lib/reports/chargeback-rows'
import { type BookedRow, findTenantTree, type TenantPlace, treeOrder } from '@/lib/reports/chargeback-tree'

type Db = Pick<Database, '$queryRaw'>

/** What totals over several currencies are told in, and the rates that are known. */
export type Reporting = { currency: string; rates: readonly Rate[] }

/** One row of the report while it is added up. */
type Sums = Omit<SumRow, 'month' | 'is_now'> & { beforeNano: bigint }

const MOST_MOVERS = 10

/** A call without a price counts under its tenant's currency, at no cost, and as unpriced. */
export async function chargebackOf(db: Db, question: ChargebackQuestion, reporting: Reporting | null): Promise<Chargeback> {
  const { by, range, before } = question
  const isLabel = by === 'endUser' || by === 'tag'
  const [rows, all] = isLabel
    ? await Promise.all([labelSumsOf(db, question), totalSumsOf(db, question)])
    : await sumsOf(db, question, by).then((own) => [own, own] as const)
  const sums = addedUp(by === 'endUser' ? [...rows, ...restOf(rows, all)] : rows)
  const spent = sums.filter((one) => one.calls + one.refused > 0n || isBooked(one))
  const places = by === 'tenant' ? await findTenantTree(db, question.tenantIds, spent) : null
  return {
    period: rangeName(range),
    from: range.first,
    to: range.last,
    before: { from: before.first, to: before.last },
    by,
    rows: places
      ? treeOrder(spent.map(booked), places, nothingOf).map((row) => view(row.sums, by, row.withChildrenNano, row.place))
      : spent.map((one) => view(one, by, costOf(one))),
    hasOverlap: by === 'tag',
    isCut: isLabel && new Set(rows.map((row) => row.key)).size >= MOST_LABELS,
    totals: totalsOf(all),
    reporting: reporting && reportingOf(all, reporting),
    movers: moversOf(sums, by),
  }
}

function booked(sums: Sums): BookedRow<Sums> {
  return { sums, key: sums.key ?? '', currency: sums.currency, costNano: costOf(sums) }
}

/** A tenant that spent nothing itself. */
function nothingOf({ id, name }: TenantPlace, currency: string): BookedRow<Sums> {
  return booked({ key: id, label: name, currency, ...noSums, beforeNano: 0n })
}

/** The months of one thing together. */
function addedUp(rows: readonly SumRow[]): Sums[] {
  const byKey = new Map<string, Sums>()
  for (const { month: _, is_now, ...row } of rows) {
    const name = `${row.currency} ${row.key}`
    const known = byKey.get(name) ?? { ...row, ...noSums, beforeNano: 0n }
    byKey.set(name, known)
    if (!is_now) known.beforeNano += costOf(row)
    else for (const field of summed) known[field] += row[field]
  }
  return [...byKey.values()].sort((a, b) => (costOf(a) === costOf(b) ? 0 : costOf(a) > costOf(b) ? -1 : 1))
}

const noSums = {
  calls: 0n,
  refused: 0n,
  unpriced: 0n,
  input: 0n,
  cache_read: 0n,
  cache_write: 0n,
  cache_write_1h: 0n,
  output: 0n,
  reasoning: 0n,
  audio_in: 0n,
  audio_out: 0n,
  images: 0n,
  cost_nano: 0n,
  shared_nano: 0n,
  adjustment_nano: 0n,
}
const summed = Object.keys(noSums) as (keyof typeof noSums)[]

/** What is left of the whole beyond the rows that are named: calls without an end user, and end users past the most that are shown. */
function restOf(rows: readonly SumRow[], all: readonly SumRow[]): SumRow[] {
  const slotOf = (row: SumRow) => `${row.month} ${row.is_now} ${row.currency}`
  const rest = new Map<string, SumRow>()
  for (const row of all) {
    const known = rest.get(slotOf(row))
    if (known) for (const field of summed) known[field] += row[field]
    else rest.set(slotOf(row), { ...row, key: null, label: null })
  }
  for (const row of rows) {
    const left = rest.get(slotOf(row))
    if (left) for (const field of summed) left[field] -= row[field]
  }
  return [...rest.values()]
}

const nobody: Record<ChargebackBy, string> = {
  tenant: 'no tenant',
  costCentre: 'none',
  product: 'no product',
  model: 'no model',
  backend: 'no backend',
  key: 'no key',
  endUser: 'no end user, or one of the others',
  tag: 'no tag',
}

function view(sums: Sums, by: ChargebackBy, withChildrenNano: bigint, place: TenantPlace | null = null): ChargebackRow {
  return {
    key: keyOf(by, sums.key),
    label: labelOf(sums, by),
    currency: sums.currency,
    parentKey: place?.parentId ? toPublicId('tenant', place.parentId) : null,
    depth: place?.depth ?? 0,
    costCentre: place?.costCentre ?? null,
    calls: Number(sums.calls),
    refusedCalls: Number(sums.refused),
    unpricedCalls: Number(sums.unpriced),
    tokens: {
      input: Number(sums.input),
      cacheRead: Number(sums.cache_read),
      cacheWrite: Number(sums.cache_write),
      cacheWrite1h: Number(sums.cache_write_1h),
      output: Number(sums.output),
      reasoning: Number(sums.reasoning),
      audioIn: Number(sums.audio_in),
      audioOut: Number(sums.audio_out),
      images: Number(sums.images),
    },
    totalTokens: Number(tokensOf(sums)),
    direct: formatNano(sums.cost_nano),
    shared: formatNano(sums.shared_nano),
    adjustment: formatNano(sums.adjustment_nano),
    cost: formatNano(costOf(sums)),
    costWithChildren: formatNano(withChildrenNano),
    before: formatNano(sums.beforeNano),
    budget: null,
  }
}

function labelOf({ key, label }: Pick<Sums, 'key' | 'label'>, by: ChargebackBy): string {
  return label ?? (key === null ? nobody[by] : 'deleted')
}

/** Direct, shared and adjusted together. */
function costOf(row: Pick<SumRow, 'cost_nano' | 'shared_nano' | 'adjustment_nano'>): bigint {
  return row.cost_nano + row.shared_nano + row.adjustment_nano
}

/** Whether money stands there, even where it comes to nothing. */
function isBooked(row: Pick<SumRow, 'cost_nano' | 'shared_nano' | 'adjustment_nano'>): boolean {
  return row.cost_nano !== 0n || row.shared_nano !== 0n || row.adjustment_nano !== 0n
}

function keyOf(by: ChargebackBy, key: string | null): string {
  if (key === null) return ''
  if (by === 'tenant' || by === 'product' || by === 'backend') return toPublicId(by, key)
  if (by !== 'key') return key
  const [subscription = '', slot = ''] = key.split('/')
  return `${toPublicId('subscription', subscription)}/${slot}`
}

/** Summed before anything becomes a decimal, so that totals are exact. */
function totalsOf(all: readonly SumRow[]): Chargeback['totals'] {
  return [...new Set(all.filter((row) => row.is_now).map((row) => row.currency))].sort().map((currency) => {
    const own = all.filter((row) => row.is_now && row.currency === currency)
    const sum = (pick: (row: SumRow) => bigint) => own.reduce((total, row) => total + pick(row), 0n)
    return {
      currency,
      calls: Number(sum((row) => row.calls)),
      refusedCalls: Number(sum((row) => row.refused)),
      unpricedCalls: Number(sum((row) => row.unpriced)),
      totalTokens: Number(sum(tokensOf)),
      cost: formatNano(sum(costOf)),
      before: formatNano(all.reduce((total, row) => (row.is_now || row.currency !== currency ? total : total + costOf(row)), 0n)),
    }
  })
}

/** Each row of the report, month by month, is a line: converted and rounded by itself. */
function reportingOf(all: readonly SumRow[], { currency, rates }: Reporting): Chargeback['reporting'] {
  const lines = (isNow: boolean) =>
    all.filter((row) => row.is_now === isNow).map((row) => ({ month: row.month, currency: row.currency, costNano: costOf(row) }))
  const now = convertLines(lines(true), currency, rates)
  const before = convertLines(lines(false), currency, rates)
  return {
    currency,
    cost: formatNano(now.totalNano),
    before: formatNano(before.totalNano),
    rates: now.rates.map(rateText),
    missing: now.missing,
  }
}

function moversOf(sums: readonly Sums[], by: ChargebackBy): Chargeback['movers'] {
  const size = (one: Sums) => (costOf(one) > one.beforeNano ? costOf(one) - one.beforeNano : one.beforeNano - costOf(one))
  return sums
    .filter((one) => size(one) > 0n)
    .toSorted((a, b) => (size(a) === size(b) ? 0 : size(a) > size(b) ? -1 : 1))
    .slice(0, MOST_MOVERS)
    .map((one) => ({
      key: keyOf(by, one.key),
      label: labelOf(one, by),
      currency: one.currency,
      cost: formatNano(costOf(one)),
      before: formatNano(one.beforeNano),
      change: formatNano(costOf(one) - one.beforeNano),
    }))
}

function tokensOf(
  row: Pick<
    SumRow,
    'input' | 'cache_read' | 'cache_write' | 'cache_write_1h' | 'output' | 'reasoning' | 'audio_in' | 'audio_out'
  >,
): bigint {
  return (
    row.input + row.cache_read + row.cache_write + row.cache_write_1h + row.output + row.reasoning + row.audio_in + row.audio_out
  )
}
