import { expect, it } from 'vitest'
import { spansOf } from '@/components/calls/spans'

const attempt = (startMs: number, durationMs: number, status: number | null, failure: string | null = null) => ({
  backendId: `b${startMs}`,
  startMs,
  durationMs,
  status,
  failure,
})
const steps = [
  { step: 'authenticate', atMs: 0 },
  { step: 'reserve', atMs: 0 },
  { step: 'settle', atMs: 120, note: 'answered' },
]

it('shows what was decided, each attempt, what came between and the end, in order and without gaps', () => {
  const spans = spansOf({ steps, attempts: [attempt(1, 49, 503), attempt(52, 66, 200)] }, 120, (id) => id.toUpperCase())
  expect(spans.map(({ label, startMs, endMs, tone }) => [label, startMs, endMs, tone])).toEqual([
    ['Decide', 0, 1, 'gateway'],
    ['B1', 1, 50, 'failed'],
    ['Choose again', 50, 52, 'gateway'],
    ['B52', 52, 118, 'backend'],
    ['Settle', 118, 120, 'gateway'],
  ])
})

it('shows a refused call as one span with its reason', () => {
  const refused = [{ step: 'refused', atMs: 2, note: 'Tokens per minute are used up.' }]
  expect(spansOf({ steps: refused, attempts: [] }, 2, String)).toEqual([
    { label: 'refused', note: 'Tokens per minute are used up.', startMs: 0, endMs: 2, tone: 'failed' },
  ])
})
