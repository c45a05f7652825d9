import type { CounterView } from '@/lib/gateway/counters'
import type { HeaderNames } from '@/lib/policy/limits/header-names'

/**
 * A call the gateway will not or cannot serve. The code is stable and says what to do; the sentence is for people. Each
 * dialect writes it in its own error shape.
 */
export type RefusalCode = keyof typeof refusalStatus

/** The one table code → status of the data plane (docs/gateway-errors.md). */
export const refusalStatus = {
  missing_api_key: 401,
  invalid_api_key: 401,
  key_expired: 401,
  invalid_token: 401,
  token_required: 401,
  token_not_allowed: 403,
  token_keys_unavailable: 503,
  network_not_allowed: 403,
  certificate_required: 401,
  origin_not_allowed: 403,
  subscription_inactive: 403,
  subscription_expired: 403,
  product_unavailable: 403,
  model_not_allowed: 404,
  unknown_url: 404,
  unsupported_surface: 404,
  method_not_allowed: 405,
  body_not_json: 400,
  invalid_request: 400,
  unbounded_request: 400,
  unsupported_by_provider: 400,
  provider_refused: 400,
  body_too_large: 413,
  rate_limit_exceeded: 429,
  request_too_large_for_limit: 429,
  quota_exceeded: 403,
  price_unknown: 403,
  gateway_busy: 503,
  ledger_full: 503,
  catalog_unknown: 503,
  no_backend_available: 503,
  upstream_rate_limited: 429,
  upstream_failed: 502,
  upstream_misconfigured: 502,
  upstream_timeout: 504,
  client_closed_request: 499,
  internal_error: 500,
} as const satisfies Record<string, number>

export type RefusalDetails = {
  /** Instead of the code's own status. */
  status?: number
  param?: string
  /** The provider's own code, where it refused. */
  providerCode?: string
  /** How long until trying again can help. */
  retryAfterMs?: number
  /** When a quota starts anew (milliseconds since the epoch). */
  resetAtMs?: number
  limitId?: string
  limitName?: string
  /** The product's own names for headers. */
  headerNames?: HeaderNames
  /** How the limits in question stand, for the headers. */
  views?: readonly CounterView[]
  cause?: unknown
}

export class Refusal extends Error {
  readonly code: RefusalCode
  readonly status: number
  readonly details: RefusalDetails

  constructor(code: RefusalCode, message: string, details: RefusalDetails = {}) {
    super(message, { cause: details.cause })
    this.name = 'Refusal'
    this.code = code
    this.status = details.status ?? refusalStatus[code]
    this.details = details
  }
}

/** True for a Refusal of either copy of this module: the server's bundle and Next's load it twice, and meet in one pipeline. */
export function isRefusal(value: unknown): value is Refusal {
  return value instanceof Error && value.name === 'Refusal' && 'code' in value && 'details' in value
}
