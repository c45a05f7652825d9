/** A limit in plain words, the same in the form's preview, the tables and the meters. */
import { describeMoney } from '@/components/ui/money-text'
import { describeCount } from '@/components/ui/number-text'
import type { Limit } from '@/lib/contracts/limit'

type Measure = Limit['measure']
type Window = Limit['window']

const measureWords: Record<Measure, [one: string, many: string]> = {
  requests: ['request', 'requests'],
  tokens: ['token', 'tokens'],
  inputTokens: ['input token', 'input tokens'],
  outputTokens: ['output token', 'output tokens'],
  cost: ['', ''],
  concurrency: ['call at a time', 'calls at a time'],
}

const countByWords: Record<string, string> = {
  platform: 'all together',
  tenant: 'each tenant',
  product: 'each product',
  subscription: 'each subscription',
  key: 'each key',
  user: 'each user',
  model: 'each model',
}

/** "10,000 tokens", "$250.00", "5 calls at a time". */
export function describeAmount(measure: Measure, amount: number | string, currency: string | null | undefined): string {
  if (measure === 'cost') return currency ? describeMoney(String(amount), currency) : String(amount)
  const [one, many] = measureWords[measure]
  return `${describeCount(Number(amount))} ${Number(amount) === 1 ? one : many}`
}

/** "per minute", "per calendar month"; nothing for concurrency. */
export function describeWindow(measure: Measure, window: Window): string {
  if (measure === 'concurrency') return ''
  if (window.kind === 'quota') return `per calendar ${window.period}`
  if (window.seconds === 60) return 'per minute'
  return window.seconds === 1 ? 'per second' : `per ${describeCount(window.seconds)} seconds`
}

/** "each subscription", "each value of the header x-team". */
export function describeCountBy(countBy: Limit['countBy']): string {
  if (typeof countBy === 'string') return countByWords[countBy] ?? countBy
  return 'header' in countBy ? `each value of the header ${countBy.header}` : `each value of the claim ${countBy.claim}`
}

/** "10,000 tokens per minute". */
export function describeRule(limit: Pick<Limit, 'measure' | 'window' | 'currency'> & { amount: number | string }): string {
  return [describeAmount(limit.measure, limit.amount, limit.currency), describeWindow(limit.measure, limit.window)]
    .filter(Boolean)
    .join(' ')
}

/** What happens to the call that would go over. */
export function describeExceed(limit: {
  onExceed?: string | undefined
  window: Window
  measure: Measure
  quotaStatus?: number | undefined
  waitMs?: number | null | undefined
}): string {
  if (limit.onExceed === 'warn') return 'the call passes and the excess is reported'
  if (limit.onExceed === 'wait') return `the call waits up to ${describeCount(limit.waitMs ?? 0)} ms, then is refused`
  if (limit.measure === 'concurrency' || limit.window.kind === 'rate')
    return 'the call is refused with 429 and told when to come back'
  return `the call is refused with ${limit.quotaStatus ?? 403} until the ${limit.window.period} is over`
}

/** What a counter has taken of its limit: what is used and what running calls hold. Of concurrency the two are the same. */
export function takenOf({ measure }: Pick<Limit, 'measure'>, counter: { used: number | string; held: number | string }): number {
  return measure === 'concurrency' ? amountNumber(counter.used) : amountNumber(counter.used) + amountNumber(counter.held)
}

/** The amount as a number, for a meter. */
export function amountNumber(amount: number | string): number {
  return Number(amount)
}
