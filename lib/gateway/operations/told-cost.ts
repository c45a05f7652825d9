/** Pictures and sound: whether what they cost will be known at all. */
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import type { Price } from '@/lib/policy/pricing/price'

/** Transcripts that come with the provider's figures. */
const figured = new Set<unknown>([undefined, 'json', 'diarized_json'])

/**
 * No: speech is billed by the character or by tokens nobody tells, recordings by the minute, and no price of ours names those.
 * A price for audio tokens is one of a model that tells its tokens, unless the caller wants its bare words.
 */
export function tellsCost({ operation, body }: Pick<GatewayRequest, 'operation' | 'body'>, { perMillion }: Price): boolean {
  if (operation === 'images') return perMillion.image !== null
  if (operation === 'transcriptions') return perMillion.audioIn !== null && figured.has(body.response_format)
  return operation !== 'speech'
}
