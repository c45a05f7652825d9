/** What a preview says, in a sentence with its numbers, and as rows of a chart. */
import type { ChartRow } from '@/components/charts/chart-frame'
import { countOf, describeCount, describeShare } from '@/components/ui/number-text'
import type { LimitPreview } from '@/lib/contracts/limit-preview'

const DAY_MS = 86_400_000

export function describeForetold(preview: LimitPreview): string {
  const { calls, refused, wouldRefuse, newlyRefused, newlyPassed, wouldWait, wouldWarn } = preview
  if (calls === 0) return 'No call of the last 30 days would have met it.'
  const parts = [
    `It would have refused ${describeCount(wouldRefuse)} of ${countOf(calls, 'call')} (${describeShare(wouldRefuse, calls)})`,
  ]
  if (preview.check) parts.push(`it really refused ${describeCount(refused)}`)
  if (newlyRefused > 0) parts.push(`${countOf(newlyRefused, 'call')} that went through would not have`)
  if (newlyPassed > 0)
    parts.push(`${describeCount(newlyPassed)} that ${newlyPassed === 1 ? 'was' : 'were'} refused would have gone through`)
  if (wouldWait > 0) parts.push(`${describeCount(wouldWait)} would have waited`)
  if (wouldWarn > 0) parts.push(`${describeCount(wouldWarn)} over the amount would have been let pass`)
  return `${parts.join('; ')}.`
}

/** How far the replay can be trusted: what it makes of the amounts that were in force. */
export function describeCheck({ refused, replayed, differing }: NonNullable<LimitPreview['check']>): string {
  if (refused === 0 && differing === 0) return 'With the amounts that were in force the same refuses nothing, as it really did.'
  return `The same with the amounts that were in force refuses ${describeCount(replayed)} of the ${countOf(refused, 'call')} it really refused${differing > 0 ? `; ${describeCount(differing)} decided otherwise` : ''}.`
}

/** Every day of the span, those without a call too, so that a gap is a gap. */
export function foretoldRows({ from, to, days }: Pick<LimitPreview, 'from' | 'to' | 'days'>): ChartRow[] {
  const byDay = new Map(days.map((one) => [one.day, one]))
  const rows: ChartRow[] = []
  for (let atMs = Date.parse(from.slice(0, 10)); atMs <= Date.parse(to); atMs += DAY_MS) {
    const day = new Date(atMs).toISOString().slice(0, 10)
    const { refused = 0, wouldRefuse = 0 } = byDay.get(day) ?? {}
    const kept = Math.min(refused, wouldRefuse)
    rows.push({ label: day.slice(5), values: { refused: kept, newly: wouldRefuse - kept } })
  }
  return rows
}
