/** Fields that requests of more than one surface have. */
import type { JsonObject } from '@/lib/gateway/json'
import { Refusal } from '@/lib/gateway/refusal'

const MOST_CHARACTERS = 256

export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** Whom the caller says it calls for; null where it says nobody. */
export function endUserOf({ user }: JsonObject): string | null {
  return typeof user === 'string' && user !== '' ? user.slice(0, MOST_CHARACTERS) : null
}

/** Is a stream asked for? What is neither yes nor no is refused. */
export function isStreamOf({ stream }: JsonObject): boolean {
  if (isSet(stream) && typeof stream !== 'boolean')
    throw new Refusal('invalid_request', "'stream' must be true or false.", { param: 'stream' })
  return stream === true
}
