/** Two refusals mean the same at every provider, and only OpenAI has codes for them: clients go by these. */
import type { ProviderError } from '@/lib/gateway/chat/chat-answer'

const TOO_LONG =
  /prompt is too long|input is too long|context (length|window)|maximum context|input token count .* exceeds|too many (input )?tokens|exceeds? the (model's )?context/i
const FILTERED = /content[ _-](filter|management|policy)|blocked by|prohibited content|safety (filter|system|setting)/i

/** OpenAI's code for a refusal of another provider, else its own; null where it has none. */
export function knownCodeOf({ message, code }: Pick<ProviderError, 'message' | 'code'>): string | null {
  if (code === 'context_length_exceeded' || TOO_LONG.test(message)) return 'context_length_exceeded'
  return code === 'content_filter' || FILTERED.test(message) ? 'content_filter' : code
}
