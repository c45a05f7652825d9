/** A pool's canned answer in the words of a caller who does not speak OpenAI's. */
import type { ChatEvent } from '@/lib/gateway/chat/chat-answer'
import type { CallerWire } from '@/lib/gateway/chat/wire'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { askedForOf } from '@/lib/gateway/translation/foreign-answer'
import { noTokens } from '@/lib/policy/pricing/tokens'

export function foreignCanned(reserved: Reserved, wire: CallerWire, text: string): string {
  const asked = askedForOf(reserved)
  if (!reserved.request.isStream) {
    const choice = { parts: [{ kind: 'text' as const, text }], stop: 'end' as const, sequence: null }
    return JSON.stringify(wire.encodeAnswer({ id: '', choices: [choice], tokens: noTokens }, asked))
  }
  const events: ChatEvent[] = [
    { kind: 'start', id: '', tokens: noTokens },
    { kind: 'text', choice: 0, text },
    { kind: 'stop', choice: 0, stop: 'end', sequence: null },
    { kind: 'usage', tokens: noTokens },
    { kind: 'end' },
  ]
  return wire.createEncoder(asked).write(events)
}
