/** What went wrong, in the breaker rule's words. */
import type { UpstreamFailure } from '@/lib/gateway/ports'
import { ADDRESS_NOT_ALLOWED } from '@/lib/runtime/upstream/checked-lookup'
import { RequestError } from '@/lib/runtime/upstream/request-text'
import { WireError } from '@/lib/runtime/upstream/wire-error'

/** Of a request that was on its way. */
export function failureOf(error: unknown): UpstreamFailure {
  return error instanceof WireError || error instanceof RequestError ? 'invalid' : 'reset'
}

/** Of a connection that was not made. */
export function failureToConnect(error: Error | null): UpstreamFailure {
  return (error as { code?: unknown } | null)?.code === ADDRESS_NOT_ALLOWED ? 'address' : 'connect'
}
