/** The rules that say how long answers are kept, as rows of a form and back. */
import type { ProductCache } from '@/lib/contracts/product-cache'

type TtlRule = ProductCache['rules'][number]

export type TtlRow = { key: string; model: string; words: string; header: string; ttlSeconds: string }

export function ttlRowsOf(rules: readonly TtlRule[]): TtlRow[] {
  return rules.map(({ model, words, header, ttlSeconds }, index) => ({
    key: String(index),
    model: model ?? '',
    words: (words ?? []).join(', '),
    header: header ? `${header.name}: ${header.value}` : '',
    ttlSeconds: String(ttlSeconds),
  }))
}

/** What is empty is left out: such a condition always holds. */
export function ttlRulesOf(rows: readonly TtlRow[]): TtlRule[] {
  return rows.map(({ model, words, header, ttlSeconds }) => {
    const list = words
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean)
    const [name = '', ...value] = header.split(':')
    return {
      ...(model.trim() ? { model: model.trim() } : {}),
      ...(list.length > 0 ? { words: list } : {}),
      ...(header.trim() ? { header: { name: name.trim(), value: value.join(':').trim() } } : {}),
      ttlSeconds: ttlSeconds.trim() === '' ? Number.NaN : Number(ttlSeconds),
    }
  })
}

/** A rule in a sentence. */
export function ttlRuleText({ model, words, header, ttlSeconds }: TtlRule): string {
  const conditions = [
    model ? `model ${model}` : null,
    words ? `words ${words.join(', ')}` : null,
    header ? `${header.name}: ${header.value}` : null,
  ].filter((text) => text !== null)
  return `${conditions.join(' and ') || 'anything'}: ${ttlSeconds === 0 ? 'not kept' : durationText(ttlSeconds)}`
}

/** 5400 → "1.5 hours". */
export function durationText(seconds: number): string {
  for (const [unit, size] of units) {
    if (seconds < size) continue
    const amount = Math.round((seconds / size) * 10) / 10
    return `${amount} ${unit}${amount === 1 ? '' : 's'}`
  }
  return `${seconds} seconds`
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const
