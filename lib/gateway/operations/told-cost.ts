/** Pictures and sound: whether what they cost will be known at all. */
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import type { Price } from '@/lib/policy/pricing/price'

/** Transcripts that come with the provider's figures. */
const figured = new Set<unknown>([undefined, 'json', 'diarized_json'])

/**
 * Speech is billed by the character or by tokens nobody tells, recordings by the second: where the price names those, it is known.
 * A price for audio tokens is one of a model that tells its tokens, unless the caller wants its bare words.
 */
export function tellsCost(
  { operation, body }: Pick<GatewayRequest, 'operation' | 'body'>,
  { perMillion, perUnit }: Price,
): boolean {
  if (operation === 'images') return perMillion.image !== null || perUnit?.images !== undefined
  if (operation === 'transcriptions')
    return perUnit?.seconds !== undefined || (perMillion.audioIn !== null && figured.has(body.response_format))
  return operation !== 'speech' || perUnit?.characters !== undefined
}
