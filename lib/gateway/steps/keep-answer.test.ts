import { describe, expect, it } from 'vitest'
import type { StoredAnswer } from '@/lib/gateway/cache/answer-store'
import { Flights } from '@/lib/gateway/cache/flights'
import type { Ending } from '@/lib/gateway/ending'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { keepAnswer } from '@/lib/gateway/steps/keep-answer'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { tokensOf } from '@/lib/policy/pricing/tokens'

const model = { name: 'm' }

const whole = {
  outcome: 'answered',
  status: 200,
  code: null,
  measured: 'measured',
  tokens: tokensOf(5, 100),
  target: { model, backend: { id: 'bck' } },
} as Ending

type Case = { cap: number | null; choices: number; ending: Partial<Ending> }

/** What is kept of an answer that ended so. */
function keptOf({ cap, choices, ending }: Case): StoredAnswer | undefined {
  const kept = new Map<string, StoredAnswer>()
  const answers = { get: () => null, set: (key: string, answer: StoredAnswer) => kept.set(key, answer) }
  const ports = { answers, clock: { now: () => 1_000 } } as unknown as GatewayPorts
  const reserved = {
    model,
    bound: { tokens: (cap ?? 0) * choices, cap },
    request: { choices, body: {}, chat: null, dropped: null },
    call: { header: () => undefined },
    lookup: { atMs: 0, note: '', onSettled: null },
  } as unknown as Reserved
  const keeping = keepAnswer(ports, reserved, 3_600, 'key', new Flights().start('key'), null)
  reserved.lookup?.onSettled?.({ ...whole, ...ending })
  keeping({ status: 200, headers: ['content-type', 'application/json'], body: Buffer.from('{}') })
  return kept.get('key')
}

describe('an answer to a call for which we set the maximum', () => {
  const used = (output: number) => ({ tokens: tokensOf(5, output) })
  it.each<[string, Case]>([
    ['stayed below it', { cap: 1_024, choices: 1, ending: used(1_023) }],
    ['stayed below it in all its choices together', { cap: 1_024, choices: 2, ending: used(1_000) }],
    ['had no maximum of ours', { cap: null, choices: 2, ending: used(4_000) }],
    ['had none, and was only estimated', { cap: null, choices: 1, ending: { measured: 'estimated' } }],
  ])('is kept where it %s', (_why, one) => {
    expect(keptOf(one)?.expiresAtMs).toBe(1_000 + 3_600_000)
  })

  it.each<[string, Case]>([
    ['was cut', { cap: 1_024, choices: 1, ending: used(1_024) }],
    ['may be one long choice that was cut and a short one that was not', { cap: 1_024, choices: 2, ending: used(1_029) }],
    ['has been estimated only', { cap: 1_024, choices: 1, ending: { measured: 'estimated', ...used(1_000) } }],
    ['failed', { cap: null, choices: 1, ending: { outcome: 'failed' } }],
    ['is another model’s', { cap: null, choices: 1, ending: { target: { model: { name: 'm' } } as Ending['target'] } }],
  ])('is not where it %s', (_why, one) => {
    expect(keptOf(one)).toBeUndefined()
  })
})
