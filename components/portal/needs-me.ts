/** What waits for the reader, the most pressing first: told once, in a sentence, with the page where it is done. */
import { amountNumber, describeAmount, takenOf } from '@/components/limits/words'
import type { Key } from '@/lib/contracts/key'
import type { MyUsage } from '@/lib/contracts/me'
import type { Subscription } from '@/lib/contracts/subscription'

export type Need = { id: string; tone: 'bad' | 'warn' | 'accent'; text: string; href: string; act: string }

const DAY_MS = 86_400_000
const ENDS_SOON_DAYS = 30
const DECIDED_LATELY_DAYS = 7
const NEAR_SHARE = 0.8

type Given = { subscriptions: readonly Subscription[]; keys: readonly Key[]; usage: MyUsage; nowMs: number }

export function needsOf({ subscriptions, keys, usage, nowMs }: Given): Need[] {
  const needs = [
    ...keys.flatMap((key) => keyNeed(key, nowMs)),
    ...limitNeeds(usage),
    ...subscriptions.flatMap((one) => subscriptionNeeds(one, nowMs)),
  ]
  const order = { bad: 0, warn: 1, accent: 2 }
  return needs.toSorted((a, b) => order[a.tone] - order[b.tone])
}

function keyNeed(key: Key, nowMs: number): Need[] {
  const end = key.rotateAt ?? key.expiresAt
  if (key.state !== 'active' || key.replacedById || end === null) return []
  const days = Math.ceil((Date.parse(end) - nowMs) / DAY_MS)
  if (days > ENDS_SOON_DAYS) return []
  const when = days <= 0 ? 'today' : days === 1 ? 'within a day' : `in ${days} days`
  return [
    {
      id: key.id,
      tone: days <= 7 ? 'bad' : 'warn',
      text: `The ${key.slot} key ending in ${key.last4} of ${key.subscriptionName} ${key.rotateAt ? 'is due for rotation' : 'ends'} ${when}.`,
      href: `/portal/keys/${key.id}`,
      act: 'Rotate it',
    },
  ]
}

/** Each limit once, however many subscriptions meet it. */
function limitNeeds({ subscriptions }: MyUsage): Need[] {
  const seen = new Map<string, Need>()
  for (const { subscription, limits } of subscriptions) {
    for (const { limit, counters } of limits) {
      const all = amountNumber(limit.effectiveAmount)
      const used = Math.max(0, ...counters.map((counter) => takenOf(limit, counter)))
      if (limit.window.kind !== 'quota' || limit.measure === 'concurrency' || all <= 0 || used / all < NEAR_SHARE) continue
      const percent = Math.floor((100 * used) / all)
      seen.set(limit.id, {
        id: limit.id,
        tone: percent >= 100 ? 'bad' : 'warn',
        text: `${percent}% of ${limit.name} is used: ${describeAmount(limit.measure, limit.effectiveAmount, limit.currency)} per ${limit.window.period}.`,
        href: `/portal/subscriptions/${subscription.id}`,
        act: 'See what is left',
      })
    }
  }
  return [...seen.values()]
}

function subscriptionNeeds(one: Subscription, nowMs: number): Need[] {
  const href = `/portal/subscriptions/${one.id}`
  const needs: Need[] = []
  const isLately = one.decidedAt !== null && nowMs - Date.parse(one.decidedAt) < DECIDED_LATELY_DAYS * DAY_MS
  const because = one.reason ? ` Reason: ${one.reason}` : ''
  if (one.state === 'rejected' && isLately)
    needs.push({
      id: `${one.id} rejected`,
      tone: 'warn',
      text: `Your request ${one.name} was rejected.${because}`,
      href,
      act: 'Read it',
    })
  if (one.state === 'suspended')
    needs.push({
      id: `${one.id} suspended`,
      tone: 'bad',
      text: `${one.name} is suspended: its calls are refused.${because}`,
      href,
      act: 'See it',
    })
  if (one.state === 'active' && one.productRetiresAt !== null && Date.parse(one.productRetiresAt) > nowMs)
    needs.push({
      id: `${one.id} retires`,
      tone: 'warn',
      text: `${one.productName} ends on ${one.productRetiresAt.slice(0, 10)}: move ${one.name} to another product before.`,
      href: '/portal/status',
      act: 'See what is planned',
    })
  if (one.state === 'active' && one.keyCount === 0)
    needs.push({
      id: `${one.id} no key`,
      tone: 'accent',
      text: isLately ? `Your request ${one.name} was approved, and has no key yet.` : `${one.name} has no key yet.`,
      href: `/portal/quickstart?subscription=${one.id}`,
      act: 'Make the first call',
    })
  return needs
}
