/** What an alert says, in a sentence with its number. */
import type { CallFigureValue } from '@/lib/reports/call-figure'
import type { StateFigure, StateValue } from '@/lib/reports/state-figure'

export type WatchedRule = {
  figure: string
  comparison: string
  threshold: number
  windowMinutes: number
  currency: string | null
  model: string | null
  tenantName: string | null
  productName: string | null
  backendName: string | null
}

export function callSummary(rule: WatchedRule, { value, part, calls }: CallFigureValue): string {
  const over = `in the last ${span(rule.windowMinutes)}`
  const of = whereOf(rule)
  const limit = `${rule.comparison} ${rule.threshold}`
  switch (rule.figure) {
    case 'errorRate':
      return `${number(value)} % of calls${of} failed ${over} (${part} of ${calls}), ${limit} %.`
    case 'refusalRate':
      return `${number(value)} % of calls${of} were refused ${over} (${part} of ${calls}), ${limit} %.`
    case 'latencyP95':
      return `One in twenty calls${of} took longer than ${number(value)} ms ${over}, ${limit} ms.`
    case 'spend':
      return `${number(value)} ${rule.currency ?? ''} was spent${of} ${over}, ${limit} ${rule.currency ?? ''}.`
    case 'tokens':
      return `${number(value)} tokens were used${of} ${over}, ${limit}.`
    case 'unpriced':
      return `${number(value)} calls${of} have no price ${over}, ${limit}: nobody is charged for them until a price is set.`
    default:
      return `${number(value)} calls${of} ${over}, ${limit}.`
  }
}

export function stateSummary(figure: StateFigure, { value, label }: StateValue): string {
  switch (figure) {
    case 'spool':
      return `${number(value)} MB of calls wait on disk for PostgreSQL.`
    case 'flushLag':
      return `The oldest call has waited ${number(value)} s for PostgreSQL. Calls go on; dashboards and budgets lag behind.`
    case 'breakersOpen':
      return `The breaker is open for ${label}. Calls go to the other members of the pool.`
    case 'processesMissing':
      return `The process on ${label} has said nothing for ${span(Math.max(1, Math.round(value / 60)))}.`
    case 'keysExpiring':
      return `${label} expire soon, the first in ${days(value)}. Calls with them are refused from then on: rotate them before.`
    case 'jobsFailing':
      return `A job failed: ${label}.`
    case 'deliveriesFailing':
      return `${number(value)} notices do not arrive at ${label}.`
  }
}

/** The title of its notice: what, without the details. */
export function titleOf(ruleName: string, isOver: boolean): string {
  return isOver ? `Over: ${ruleName}` : ruleName
}

function whereOf({ model, tenantName, productName, backendName }: WatchedRule): string {
  const parts = [
    tenantName && `of ${tenantName}`,
    productName && `of product ${productName}`,
    model && `to ${model}`,
    backendName && `at ${backendName}`,
  ].filter(Boolean)
  return parts.length > 0 ? ` ${parts.join(' ')}` : ''
}

function number(value: number): string {
  return formatOf(value < 10 ? 2 : value < 1000 ? 1 : 0).format(value)
}

const formats = new Map<number, Intl.NumberFormat>()

/** Made once: making one takes longer than all a rule asks of the database. */
function formatOf(digits: number): Intl.NumberFormat {
  const known = formats.get(digits)
  if (known) return known
  const format = new Intl.NumberFormat('en-GB', { maximumFractionDigits: digits })
  formats.set(digits, format)
  return format
}

function days(value: number): string {
  const whole = Math.floor(value)
  return whole < 1 ? 'less than a day' : whole === 1 ? 'a day' : `${whole} days`
}

function span(minutes: number): string {
  if (minutes === 1) return 'minute'
  if (minutes % 1440 === 0) return minutes === 1440 ? '24 hours' : `${minutes / 1440} days`
  return minutes % 60 === 0 && minutes > 60 ? `${minutes / 60} hours` : `${minutes} minutes`
}
