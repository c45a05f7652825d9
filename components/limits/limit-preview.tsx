import { keyLookup, productLookup, subscriptionLookup, tenantLookup, userLookup } from '@/components/form/lookups'
import { parseAmount, toLimitCreate } from '@/components/limits/limit-draft'
import type { LimitDraft } from '@/components/limits/limit-shapes'
import { describeCountBy, describeExceed, describeRule } from '@/components/limits/words'
import { useChosen } from '@/lib/client/use-lookup'

/** What the limit will do, in one sentence, while it is being filled in. */
export function LimitPreview({ draft }: { draft: LimitDraft }) {
  const names = [
    ['tenant', useChosen(tenantLookup, draft.tenantId ?? '')],
    ['product', useChosen(productLookup, draft.productId ?? '')],
    ['subscription', useChosen(subscriptionLookup, draft.subscriptionId ?? '')],
    ['key', useChosen(keyLookup, draft.keyId ?? '')],
    ['user', useChosen(userLookup, draft.userId ?? '')],
    ['model', draft.model ?? ''],
  ]
  const amount = parseAmount(draft.measure, draft.amount ?? '')
  const isComplete = draft.amount && !Number.isNaN(amount) && !Number.isNaN(Number(amount))
  return (
    <output className="block rounded-md bg-accent-soft px-3 py-2.5">
      {isComplete ? sentenceOf(draft, amount, names) : 'Enter an amount to read here what the limit will do.'}
    </output>
  )
}

function sentenceOf(draft: LimitDraft, amount: number | string, names: string[][]): string {
  const create = toLimitCreate(draft)
  const window = create.window ?? { kind: 'rate' as const, seconds: 60 }
  const whole = window.kind === 'rate' ? { kind: window.kind, seconds: window.seconds ?? 60 } : window
  const rule = describeRule({ measure: draft.measure, window: whole, amount, currency: draft.currency ?? null })
  const where = names.filter(([, name]) => name).map((pair) => pair.join(' '))
  const scope = where.length > 0 ? `Of ${where.join(', ')}` : 'On the whole platform'
  const who = create.countBy ? describeCountBy(create.countBy) : 'all together'
  const exceed = describeExceed({ onExceed: draft.onExceed, window: whole, measure: draft.measure, waitMs: create.waitMs })
  return `${scope}, ${who} may use ${rule}. Beyond that ${exceed}.`
}
