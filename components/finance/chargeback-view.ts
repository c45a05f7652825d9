/** What of the chargeback a page shows, as its URL says it. */
import { byWords, readBy } from '@/components/finance/months'
import { type DayRange, rangeName, rangeOfPeriod } from '@/lib/base/day-range'
import { queryString } from '@/lib/client/api-client'
import type { ChargebackBy, ChargebackRow } from '@/lib/contracts/chargeback'

/** What it is narrowed to. */
export const narrowings = ['tenantId', 'costCentre', 'productId', 'model', 'backendId'] as const
type Narrowing = Partial<Record<(typeof narrowings)[number], string>>

export type ChargebackView = { range: DayRange; by: ChargebackBy } & Narrowing

type Params = Record<string, string | string[] | undefined>

/** The running month where the URL names no days that make sense. */
export function readView(params: Params, today: string): ChargebackView {
  const text = (name: string) => {
    const value = params[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const [from, to] = [text('from'), text('to')]
  const isDay = (day: string | undefined): day is string =>
    /^\d{4}-\d\d-\d\d$/.test(day ?? '') && !Number.isNaN(Date.parse(day ?? ''))
  const spanned = isDay(from) && isDay(to) && from <= to ? { first: from, last: to } : null
  const range = spanned ?? rangeOfPeriod(text('period') ?? text('month') ?? '') ?? rangeOfPeriod(today.slice(0, 7))
  const narrowed = Object.fromEntries(narrowings.flatMap((name) => (text(name) ? [[name, text(name)]] : []))) as Narrowing
  return { range: range ?? { first: today, last: today }, by: readBy(params.by), ...narrowed }
}

/** The days as the API is asked for them. */
export function rangeParams(range: DayRange): { period: string } | { from: string; to: string } {
  const name = rangeName(range)
  return name.includes('-to-') ? { from: range.first, to: range.last } : { period: name }
}

export function viewHref({ range, by, ...narrowed }: ChargebackView, base = '/finance'): string {
  return `${base}${queryString({ ...rangeParams(range), by, ...narrowed })}`
}

/** Where a row leads: to what it is made of, and at last to its calls. */
export function rowHref(view: ChargebackView, row: Pick<ChargebackRow, 'key'>): string | null {
  if (row.key === '') return null
  if (view.by === 'costCentre') return viewHref({ ...view, by: 'tenant', costCentre: row.key })
  return callsHref(view, row)
}

const callFilter: Record<Exclude<ChargebackBy, 'costCentre'>, string> = {
  tenant: 'tenantId',
  product: 'productId',
  model: 'model',
  backend: 'backendId',
  key: 'subscriptionId',
  endUser: 'endUser',
  tag: 'tag',
}

function callsHref({ range, by, costCentre: _, ...narrowed }: ChargebackView, row: Pick<ChargebackRow, 'key'>): string {
  const name = by === 'costCentre' ? 'tenantId' : callFilter[by]
  const value = by === 'key' ? row.key.split('/')[0] : row.key
  return `/finance/calls${queryString({ firstDay: range.first, lastDay: range.last, ...narrowed, [name]: value })}`
}

/** "by tenant", "by end user". */
export function describeBy(by: ChargebackBy): string {
  return `by ${byWords[by].one}`
}

/** How much more or less than before: "+12%", "new", "as before". */
export function describeChange(now: bigint, before: bigint): string {
  if (before === 0n) return now === 0n ? '–' : 'new'
  const share = Number(((now - before) * 1000n) / (before < 0n ? -before : before)) / 10
  if (share === 0) return 'as before'
  return `${share > 0 ? '+' : '−'}${Math.abs(share) >= 10 ? Math.round(Math.abs(share)) : Math.abs(share)}%`
}
