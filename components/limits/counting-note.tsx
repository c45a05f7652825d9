import { TriangleAlert } from 'lucide-react'
import type { LimitCounting } from '@/lib/contracts/limit'

/** Said only where limits are not counted as one would expect: several gateways, and not one store. */
export function CountingNote({ counting }: { counting: LimitCounting }) {
  const text = describeCounting(counting)
  if (text === null) return null
  return (
    <p role="status" className="mb-4 flex items-start gap-2.5 rounded-md bg-warn-soft px-3 py-2.5">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <span className="min-w-0">{text}</span>
    </p>
  )
}

/** In a sentence or two, or null where all is as it should be. */
export function describeCounting({ gateways, alone, away }: LimitCounting): string | null {
  if (away > 0) {
    const who = away === gateways ? 'The gateways do' : `${away} of ${gateways} gateways do`
    return `${who} not reach Redis. Until it is back each limit does what it says for that case; by default each gateway lets through its share of what was left.`
  }
  if (alone < 2 && (alone === 0 || gateways === 1)) return null
  if (alone < gateways) {
    return `${alone} of ${gateways} gateways count for themselves, the others in Redis: together they may let through more than a limit allows. Give all of them the same REDIS_URL.`
  }
  return `${gateways} gateways run without a shared Redis. Each counts for itself and lets through its share, one ${ordinal(gateways)} of every limit. Set REDIS_URL so that they count together.`
}

function ordinal(count: number): string {
  return { 2: 'half', 3: 'third', 4: 'quarter' }[count] ?? `${count}th`
}
