/** The one table code → HTTP status. A new code is added here and described in docs/errors.md. */
export const faultStatus = {
  'request.invalid': 422,
  'request.malformed': 400,
  'request.too_large': 413,
  'request.precondition_required': 428,
  'request.stale': 412,
  'request.idempotency_mismatch': 422,
  'request.idempotency_in_progress': 409,
  'request.cross_site': 403,
  'auth.required': 401,
  'auth.wrong_password': 401,
  'auth.throttled': 429,
  'auth.link_invalid': 410,
  'access.denied': 403,
  'access.self_approval': 403,
  'resource.not_found': 404,
  'resource.conflict': 409,
  'resource.in_use': 409,
  'resource.wrong_state': 409,
  'statements.waiting': 409,
  'backend.address_refused': 422,
  'azure.refused': 502,
  'azure.unreachable': 502,
  'service.unavailable': 503,
  'service.internal': 500,
} as const satisfies Record<string, number>

export type FaultCode = keyof typeof faultStatus
