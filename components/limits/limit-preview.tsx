import { type LimitDraft, parseAmount, toLimitCreate } from '@/components/limits/limit-draft'
import { describeCountBy, describeExceed, describeRule } from '@/components/limits/words'
import type { Choice } from '@/lib/client/use-choices'

type Props = { draft: LimitDraft; tenants: Choice[]; products: Choice[]; subscriptions: Choice[] }

/** What the limit will do, in one sentence, while it is being filled in. */
export function LimitPreview({ draft, tenants, products, subscriptions }: Props) {
  const amount = parseAmount(draft.measure, draft.amount ?? '')
  const isComplete = draft.amount && !Number.isNaN(amount) && !Number.isNaN(Number(amount))
  return (
    <output className="block rounded-md bg-accent-soft px-3 py-2.5">
      {isComplete
        ? sentenceOf({ draft, tenants, products, subscriptions }, amount)
        : 'Enter an amount to read here what the limit will do.'}
    </output>
  )
}

function sentenceOf({ draft, tenants, products, subscriptions }: Props, amount: number | string): string {
  const create = toLimitCreate(draft)
  const window = create.window ?? { kind: 'rate' as const, seconds: 60 }
  const whole = window.kind === 'rate' ? { kind: window.kind, seconds: window.seconds ?? 60 } : window
  const rule = describeRule({ measure: draft.measure, window: whole, amount, currency: draft.currency ?? null })
  const where = [
    nameIn(tenants, draft.tenantId, 'tenant'),
    nameIn(products, draft.productId, 'product'),
    nameIn(subscriptions, draft.subscriptionId, 'subscription'),
    draft.model ? `model ${draft.model}` : '',
  ].filter(Boolean)
  const scope = where.length > 0 ? `Of ${where.join(', ')}` : 'On the whole platform'
  const who = create.countBy ? describeCountBy(create.countBy) : 'all together'
  const exceed = describeExceed({ onExceed: draft.onExceed, window: whole, measure: draft.measure, waitMs: create.waitMs })
  return `${scope}, ${who} may use ${rule}. Beyond that ${exceed}.`
}

function nameIn(choices: Choice[], id: string | null | undefined, noun: string): string {
  if (!id) return ''
  return `${noun} ${choices.find((choice) => choice.value === id)?.label ?? ''}`.trim()
}
