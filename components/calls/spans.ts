/** The spans of a decision trace: what was decided before, each attempt at a backend, what came between and after. */
import type { Span } from '@/components/calls/waterfall'

type Attempt = {
  backendId: string
  startMs: number
  durationMs: number
  status: number | null
  failure: string | null
  why?: string
}
type Trace = { steps: { step: string; atMs: number; note?: string }[]; attempts: Attempt[] }

export function spansOf({ steps, attempts }: Trace, totalMs: number, nameOf: (backendId: string) => string): Span[] {
  const first = attempts[0]
  const last = steps.at(-1)
  if (!first) return [{ label: last?.step ?? 'decide', note: last?.note ?? '', startMs: 0, endMs: totalMs, tone: 'failed' }]
  const decided = steps.filter(({ step }) => ['authenticate', 'resolve', 'reserve'].includes(step)).map(({ step }) => step)
  const spans: Span[] = [{ label: 'Decide', note: decided.join(', '), startMs: 0, endMs: first.startMs, tone: 'gateway' }]
  let endMs = first.startMs
  for (const [index, attempt] of attempts.entries()) {
    if (index > 0 && attempt.startMs > endMs)
      spans.push({ label: 'Choose again', note: '', startMs: endMs, endMs: attempt.startMs, tone: 'gateway' })
    endMs = attempt.startMs + attempt.durationMs
    const isFailed = attempt.failure !== null || (attempt.status ?? 0) >= 400
    spans.push({
      label: nameOf(attempt.backendId),
      note: attempt.failure ?? `status ${attempt.status ?? 'none'}`,
      startMs: attempt.startMs,
      endMs,
      tone: isFailed ? 'failed' : 'backend',
    })
  }
  const settled = last?.atMs ?? totalMs
  if (settled > endMs) spans.push({ label: 'Settle', note: last?.note ?? '', startMs: endMs, endMs: settled, tone: 'gateway' })
  return spans
}
