/**
 * What a provider's bill says, read out of its file: tokens and money by day and model. Files of Azure's cost exports (enterprise and
 * customer agreements alike) and of OpenAI's usage and cost pages. Anything else in them is counted and left out.
 */
import { NANO } from '@/lib/base/money'

export const providerSources = ['azure-cost', 'openai-usage', 'openai-cost'] as const
export type ProviderSource = (typeof providerSources)[number]

export type BilledRow = {
  /** UTC. */
  day: string
  /** As the provider calls it, without what is only the meter's. */
  model: string
  /** Null where the file has no quantities, or none in tokens. */
  tokens: bigint | null
  /** Null where the file has no amounts. */
  costNano: bigint | null
  currency: string | null
  /** Capacity that was reserved rather than used. */
  isProvisioned: boolean
}

export type ReadRow = BilledRow | 'other' | { wrong: string }
export type RowReader = { source: ProviderSource; read(cells: readonly string[]): ReadRow }

/** How the rows below this head are read; null where the head is of no file known here. */
export function readerOf(head: readonly string[]): RowReader | null {
  const names = head.map((name) => name.trim().toLowerCase())
  const at = (...candidates: string[]) => candidates.map((name) => names.indexOf(name)).find((i) => i !== -1) ?? -1
  if (at('metername') !== -1 && at('metercategory') !== -1 && at('date', 'usagedate') !== -1)
    return { source: 'azure-cost', read: azureReader(at) }
  if (at('amount_value') !== -1 && at('line_item') !== -1) return { source: 'openai-cost', read: openAiCostReader(at) }
  if (at('input_tokens') !== -1 && at('model') !== -1 && at('start_time', 'start_time_iso') !== -1)
    return { source: 'openai-usage', read: openAiUsageReader(at) }
  return null
}

type At = (...names: string[]) => number
type Read = (cells: readonly string[]) => ReadRow

function azureReader(at: At): Read {
  const [date, category, subCategory] = [at('date', 'usagedate'), at('metercategory'), at('metersubcategory')]
  const [meter, unit, quantity] = [at('metername'), at('unitofmeasure'), at('quantity')]
  const cost = at('costinbillingcurrency', 'cost', 'pretaxcost')
  const [currency, pricingModel] = [at('billingcurrency', 'billingcurrencycode', 'currency'), at('pricingmodel')]
  return (cells) => {
    const cell = (i: number) => (cells[i] ?? '').trim()
    const kind = `${cell(category)} ${cell(subCategory)} ${cell(meter)}`
    if (!/openai|foundry models|\bgpt[- ]?\d|provisioned managed/i.test(kind)) return 'other'
    const day = dayOf(cell(date))
    if (day === null) return { wrong: `the date ${shown(cell(date))} is not one` }
    const costNano = nanoOf(cell(cost))
    const amount = nanoOf(cell(quantity))
    if (costNano === null) return { wrong: `the cost ${shown(cell(cost))} is not a number` }
    if (amount === null) return { wrong: `the quantity ${shown(cell(quantity))} is not a number` }
    const isProvisioned = /provisioned|\bptu\b/i.test(kind) || /reservation/i.test(cell(pricingModel))
    const perUnit = /token/i.test(cell(meter)) ? unitOf(cell(unit)) : null
    return {
      day,
      model: isProvisioned ? cell(meter) : withoutMeterWords(cell(meter)),
      tokens: perUnit === null || isProvisioned ? null : rounded(amount * perUnit),
      costNano,
      currency: currencyOf(cell(currency)),
      isProvisioned,
    }
  }
}

function openAiUsageReader(at: At): Read {
  const [start, model, input, output] = [at('start_time_iso', 'start_time'), at('model'), at('input_tokens'), at('output_tokens')]
  const [audioIn, audioOut] = [at('input_audio_tokens'), at('output_audio_tokens')]
  return (cells) => {
    const cell = (i: number) => (i === -1 ? '' : (cells[i] ?? '').trim())
    if (cell(model) === '') return 'other'
    const day = dayOf(cell(start))
    if (day === null) return { wrong: `the time ${shown(cell(start))} is not one` }
    const counts = [input, output, audioIn, audioOut].map((i) => (cell(i) === '' ? 0n : nanoOf(cell(i))))
    if (counts.some((one) => one === null)) return { wrong: 'a number of tokens is not a number' }
    // Cached tokens are among the input's, reasoning among the output's.
    const tokens = counts.reduce<bigint>((sum, one) => sum + (one ?? 0n), 0n) / NANO
    return { day, model: cell(model), tokens, costNano: null, currency: null, isProvisioned: false }
  }
}

function openAiCostReader(at: At): Read {
  const [start, item, amount] = [at('start_time_iso', 'start_time'), at('line_item'), at('amount_value')]
  const currency = at('amount_currency')
  return (cells) => {
    const cell = (i: number) => (i === -1 ? '' : (cells[i] ?? '').trim())
    // `gpt-4o-2024-08-06, cached input`: the model, then what of it.
    const model = cell(item).split(',')[0]?.trim() ?? ''
    if (model === '') return 'other'
    const day = dayOf(cell(start))
    if (day === null) return { wrong: `the time ${shown(cell(start))} is not one` }
    const costNano = nanoOf(cell(amount))
    if (costNano === null) return { wrong: `the amount ${shown(cell(amount))} is not a number` }
    return { day, model, tokens: null, costNano, currency: currencyOf(cell(currency) || 'USD'), isProvisioned: false }
  }
}

/** ISO dates and instants, seconds since 1970, and the month-first dates of Azure's enterprise exports. */
export function dayOf(text: string): string | null {
  if (/^\d{10}(\.0+)?$/.test(text)) return new Date(Number(text) * 1000).toISOString().slice(0, 10)
  const iso = /^(\d{4})-(\d{2})-(\d{2})([T ]\d{2}:\d{2}.*)?$/.exec(text)
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text)
  const [year, month, day] = iso
    ? [iso[1], iso[2], iso[3]]
    : american
      ? [american[3], american[1]?.padStart(2, '0'), american[2]?.padStart(2, '0')]
      : []
  if (iso?.[4] && /[+-]\d\d:?\d\d$/.test(text)) return instantDay(text)
  const written = `${year}-${month}-${day}`
  const at = Date.parse(`${written}T00:00:00Z`)
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== written ? null : written
}

function instantDay(text: string): string | null {
  const at = Date.parse(text.replace(' ', 'T'))
  return Number.isNaN(at) ? null : new Date(at).toISOString().slice(0, 10)
}

/** A decimal of any length, also with an exponent, in nano-units; rounded half away from zero. */
export function nanoOf(text: string): bigint | null {
  const match = /^([+-]?)(\d{0,15})(?:\.(\d{0,40}))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text)
  if (!match || text.replace(/[+\-.]/g, '') === '' || (match[2] === '' && !match[3])) return null
  const [, sign, whole = '', part = '', exponent = '0'] = match
  const shift = 9 + Number(exponent) - part.length
  if (shift > 40) return null
  const digits = BigInt(`${whole}${part}` || '0')
  const scale = 10n ** BigInt(Math.abs(shift))
  const nano = shift >= 0 ? digits * scale : (digits + scale / 2n) / scale
  return sign === '-' ? -nano : nano
}

function rounded(nano: bigint): bigint {
  return nano >= 0n ? (nano + NANO / 2n) / NANO : -((-nano + NANO / 2n) / NANO)
}

/** `1K`, `1M Tokens`, `1000`: how many tokens a unit is. */
function unitOf(text: string): bigint | null {
  const match = /^\s*(\d{1,9})\s*([KM]?)\b/i.exec(text)
  if (!match) return null
  const factor = { '': 1n, k: 1_000n, m: 1_000_000n }[(match[2] ?? '').toLowerCase()] ?? 1n
  return BigInt(match[1] ?? '1') * factor
}

const METER_WORDS =
  /^(inp|input|in|outp|outpt|output|out|opt|cached|cchd|cache|glbl|global|gl|regnl|regional|reg|dz|dzone|datazone|data|zone|zn|std|standard|tokens?|batch|btch|pp|prio|priority|us|eu|text|txt|aud|audio|img|image|rsn|rsng|reasoning|prompt|completion|gen|1[km]|\d{4})$/i

/** `gpt-4o-mini-0718-Inp-glbl Tokens` is of gpt-4o-mini: words of the meter's own stand at its end. */
export function withoutMeterWords(meter: string): string {
  const words = meter.trim().split(/[\s_-]+/)
  while (words.length > 1 && METER_WORDS.test(words.at(-1) ?? '')) words.pop()
  return words.join('-')
}

/** The same model under two spellings: `GPT 4o Mini`, `gpt-4o-mini-2024-07-18`. */
export function plainModel(name: string): string {
  return name
    .toLowerCase()
    .replace(/[-_ ]\d{4}-\d{2}-\d{2}$/, '')
    .replaceAll(/[^a-z0-9.]/g, '')
}

function currencyOf(text: string): string | null {
  const code = text.toUpperCase()
  return /^[A-Z]{3}$/.test(code) ? code : null
}

/** Of a stranger's file, in an answer: short, and without what would begin a formula or a new line. */
function shown(text: string): string {
  return `“${text.replace(/[\p{C}]/gu, ' ').slice(0, 40)}”`
}
