/** Limits and quotas, of tokens and of calls. */
import { make } from '@/lib/azure/plan/draft'
import {
  conditional,
  type Outcome,
  outcome,
  type PolicyDraft,
  type PolicyReader,
  type ProductDraft,
  productsReached,
  unreached,
} from '@/lib/azure/plan/policies/policy-draft'
import type { Expression } from '@/lib/azure/policy-xml/expression'
import { attributeOf, elementsOf, type PolicyElement } from '@/lib/azure/policy-xml/policy-tree'
import { readExpression } from '@/lib/azure/policy-xml/read-expression'
import type { Statement } from '@/lib/azure/policy-xml/read-policies'
import { headerName } from '@/lib/contracts/product-shaping'

type Window = { kind: 'rate'; seconds: number } | { kind: 'quota'; period: 'hour' | 'day' | 'week' | 'month' | 'year' }
type Wanted = { measure: 'tokens' | 'requests'; window: Window; amount: number; words: string }
type Counter = { countBy: unknown; losses: string[] }

const tokenPeriods: Readonly<Record<string, Extract<Window, { kind: 'quota' }>['period']>> = {
  hourly: 'hour',
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
  yearly: 'year',
}

/** `llm-token-limit`, and `azure-openai-token-limit`, which has the same attributes. */
export const readTokenLimit: PolicyReader = (plan, statement, key) => {
  const { element } = statement
  const wanted: Wanted[] = []
  const losses: string[] = []
  const perMinute = attributeOf(element, 'tokens-per-minute')
  const quota = attributeOf(element, 'token-quota')
  if (perMinute !== undefined) {
    const amount = wholeOf(perMinute)
    if (amount === null) return notANumber('tokens-per-minute')
    wanted.push({ measure: 'tokens', window: { kind: 'rate', seconds: 60 }, amount, words: `${said(amount)} tokens a minute` })
  }
  if (quota !== undefined) {
    const amount = wholeOf(quota)
    const period = tokenPeriods[(attributeOf(element, 'token-quota-period') ?? '').toLowerCase()]
    if (amount === null) return notANumber('token-quota')
    if (!period) return { verdict: 'not', reason: 'Its token-quota-period is none of Hourly, Daily, Weekly, Monthly and Yearly.' }
    wanted.push({ measure: 'tokens', window: { kind: 'quota', period }, amount, words: `${said(amount)} tokens a ${period}` })
  }
  if (wanted.length === 0) return { verdict: 'not', reason: 'It names neither tokens-per-minute nor token-quota.' }
  const names = namesOf(element, {
    'remaining-tokens-header-name': 'remainingTokens',
    'remaining-quota-tokens-header-name': 'remainingQuotaTokens',
    'tokens-consumed-header-name': 'tokensConsumed',
    'retry-after-header-name': 'retryAfter',
  })
  return placed(plan, statement, key, { wanted, names, losses })
}

/** `rate-limit` and `rate-limit-by-key`: calls within some seconds. */
export const readRateLimit: PolicyReader = (plan, statement, key) => {
  const { element } = statement
  const amount = wholeOf(attributeOf(element, 'calls') ?? '')
  const seconds = wholeOf(attributeOf(element, 'renewal-period') ?? '')
  if (amount === null) return notANumber('calls')
  if (seconds === null || seconds < 1 || seconds > 3600)
    return { verdict: 'not', reason: 'Its renewal-period is no number of seconds up to an hour.' }
  const losses: string[] = []
  if (attributeOf(element, 'increment-condition') !== undefined) losses.push('Here every call counts, not only some')
  if (elementsOf(element, 'api').length > 0) losses.push('What it says of single APIs within it is left out')
  const words = seconds === 60 ? `${said(amount)} calls a minute` : `${said(amount)} calls in ${seconds} s`
  const names = namesOf(element, {
    'remaining-calls-header-name': 'remainingCalls',
    'total-calls-header-name': 'totalCalls',
    'retry-after-header-name': 'retryAfter',
  })
  return placed(plan, statement, key, {
    wanted: [{ measure: 'requests', window: { kind: 'rate', seconds }, amount, words }],
    names,
    losses,
  })
}

const quotaPeriods: readonly [seconds: number, Extract<Window, { kind: 'quota' }>['period']][] = [
  [3_600, 'hour'],
  [86_400, 'day'],
  [604_800, 'week'],
  [2_592_000, 'month'],
  [2_678_400, 'month'],
  [31_536_000, 'year'],
]

/** `quota` and `quota-by-key`: calls within days or months. */
export const readQuota: PolicyReader = (plan, statement, key) => {
  const { element } = statement
  const calls = attributeOf(element, 'calls')
  if (calls === undefined) return { verdict: 'not', reason: 'It counts bandwidth, which no limit here does.' }
  const amount = wholeOf(calls)
  const seconds = wholeOf(attributeOf(element, 'renewal-period') ?? '')
  if (amount === null) return notANumber('calls')
  if (seconds === null || seconds === 0)
    return { verdict: 'not', reason: 'Its quota is never renewed, and every period here ends.' }
  const exact = quotaPeriods.find(([length]) => length === seconds)
  const nearest = exact ?? quotaPeriods.findLast(([length]) => length <= seconds) ?? quotaPeriods[0]
  const period = nearest?.[1] ?? 'hour'
  const losses = exact
    ? [`Here a ${period} is the calendar's, not counted from the first call`]
    : [`${seconds} s are no period here: a ${period} is taken`]
  if (attributeOf(element, 'bandwidth') !== undefined) losses.push('Bandwidth is not counted')
  const words = `${said(amount)} calls a ${period}`
  return placed(plan, statement, key, {
    wanted: [{ measure: 'requests', window: { kind: 'quota', period }, amount, words }],
    names: {},
    losses,
  })
}

type Parts = { wanted: readonly Wanted[]; names: Record<string, string>; losses: readonly string[] }

/** A limit for each product it reaches; one for all where it stands over all APIs. */
function placed(plan: PolicyDraft, statement: Statement, key: string, { wanted, names, losses }: Parts): Outcome {
  const products = productsReached(plan, statement)
  if (products === null) return conditional
  if (products.length === 0) return unreached
  const written = attributeOf(statement.element, 'counter-key')
  const counter = counterOf(written === undefined ? { kind: 'known', of: 'subscription' } : readExpression(written), statement)
  if (!counter) {
    const why = written?.includes('IpAddress')
      ? 'counted by the address of callers'
      : 'counted by an expression that is more than can be read'
    return { verdict: 'not', reason: `It is ${why}: choose a limit here by hand.` }
  }
  const lost = [...losses, ...counter.losses]
  if (statement.scope.kind === 'operation') lost.push('There it is for one operation, here for all of its API')
  const here: NonNullable<Outcome['here']> = []
  const targets: (ProductDraft | null)[] =
    statement.scope.kind === 'global' && statement.conditions.length === 0 ? [null] : products
  for (const product of targets) {
    for (const one of wanted) here.push(limitFor(plan, key, product, one, counter.countBy))
  }
  for (const product of products) addNames(product, names)
  return outcome(`The same amount, held before a call is made, so calls at one time cannot overshoot it.`, lost, here)
}

function limitFor(plan: PolicyDraft, key: string, product: ProductDraft | null, wanted: Wanted, countBy: unknown) {
  const { measure, window, amount, words } = wanted
  const name = make(plan.draft, 'limits', key, `${product?.name ?? 'Everything'}: ${words}`, {
    scope: product ? { product: product.name } : {},
    countBy,
    measure,
    window,
    amount,
    // Its windows begin at UTC's hours and days there.
    ...(window.kind === 'quota' ? { timeZone: 'UTC' } : {}),
  })
  const fields = [
    { label: 'amount', value: words },
    { label: 'counted by', value: typeof countBy === 'string' ? countBy : JSON.stringify(countBy) },
  ]
  return { noun: 'limits' as const, name, fields }
}

/** By what it counts; null where no limit here can. */
export function counterOf(key: Expression | null, { scope }: Pick<Statement, 'scope'>): Counter | null {
  if (!key) return null
  switch (key.kind) {
    case 'text':
      return { countBy: scope.kind === 'global' ? 'platform' : 'product', losses: [] }
    case 'header':
      return {
        countBy: { header: key.name },
        losses: ['Callers write the header themselves: it subdivides what their product has'],
      }
    case 'claim':
      return { countBy: { claim: key.name }, losses: [] }
    case 'known':
      if (key.of === 'subscription' || key.of === 'product' || key.of === 'user') return { countBy: key.of, losses: [] }
      return key.of === 'api' ? { countBy: 'product', losses: ['It counts by API there, by product here'] } : null
    case 'join': {
      const telling = key.parts.filter((part) => part.kind !== 'text')
      const [first, ...others] = telling.filter(
        (part) => !(part.kind === 'known' && (part.of === 'api' || part.of === 'operation')),
      )
      const counter = counterOf(first ?? telling[0] ?? { kind: 'text', value: '' }, { scope })
      const lost = telling.length > 1 || others.length > 0 ? ['Of what its key is made of only the first part counts here'] : []
      return counter && { ...counter, losses: [...counter.losses, ...lost] }
    }
    default:
      return null
  }
}

function namesOf(element: PolicyElement, known: Readonly<Record<string, string>>): Record<string, string> {
  const names: Record<string, string> = {}
  for (const [attribute, field] of Object.entries(known)) {
    const name = attributeOf(element, attribute)
    if (name && name.toLowerCase() !== 'retry-after' && headerName.safeParse(name).success) names[field] = name
  }
  return names
}

function addNames(product: ProductDraft, names: Record<string, string>): void {
  const merged = { ...(product.doc.headerNames as Record<string, string> | undefined), ...names }
  const values = Object.values(merged).map((name) => name.toLowerCase())
  if (values.length > 0 && new Set(values).size === values.length) product.doc.headerNames = merged
}

/** A whole number as APIM writes it; null where it is something else. */
export function wholeOf(text: string): number | null {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : null
}

function said(amount: number): string {
  return amount.toLocaleString('en-US')
}

function notANumber(attribute: string): Outcome {
  return { verdict: 'not', reason: `Its ${attribute} is no whole number (an expression, or a secret named value).` }
}
