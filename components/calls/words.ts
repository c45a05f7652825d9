import { totalTokens } from '@/components/calls/tokens'
import { countOf, describeCount } from '@/components/ui/number-text'
import type { CallDetail } from '@/lib/contracts/call'

/** A call in one sentence: what became of it, how long it took, what it cost. */
export function describeCall(call: CallDetail): string {
  const took = `${describeCount(call.durationMs)} ms`
  if (call.outcome === 'refused')
    return `Refused with ${call.status}${call.code ? ` (${call.code})` : ''} after ${took}; nothing was forwarded, it cost nothing.`
  const cost = call.cost === null ? 'a cost nobody knows' : `${call.cost} ${call.currency ?? ''}`.trim()
  const where = call.backendName ? ` ${call.outcome === 'answered' ? 'by' : 'at'} ${call.backendName}` : ''
  const verb = { answered: 'Answered', failed: 'Failed', cancelled: 'Cancelled by the caller', interrupted: 'Interrupted' }[
    call.outcome
  ]
  return `${verb}${where} in ${took}${call.attempts > 1 ? ` at attempt ${call.attempts}` : ''}: ${countOf(totalTokens(call.tokens), 'token')} for ${cost}.`
}
