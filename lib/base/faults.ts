/**
 * One way to fail. A fault carries a stable code, a sentence for the caller and, apart from it, what only we may read.
 * The code decides the HTTP status (lib/base/fault-codes.ts); nobody else maps codes to statuses.
 */
import { type FaultCode, faultStatus } from '@/lib/base/fault-codes'

export type FieldError = { path: string; message: string }

export type FaultDetails = {
  /** Said to the caller. Never a secret, never another tenant's data. */
  public?: string
  /** For our log only. */
  internal?: string
  cause?: unknown
  /** What is wrong with which field of the input. */
  fields?: FieldError[]
  /** The current resource, for a stale write (412). */
  current?: unknown
}

export class Fault extends Error {
  readonly code: FaultCode
  readonly public: string
  readonly fields: FieldError[] | undefined
  readonly current: unknown

  constructor(code: FaultCode, details: FaultDetails = {}) {
    super(details.internal ?? details.public ?? code, { cause: details.cause })
    this.name = 'Fault'
    this.code = code
    this.public = details.public ?? defaultSentence(code)
    this.fields = details.fields
    this.current = details.current
  }

  get status(): number {
    return faultStatus[this.code]
  }
}

/** True for a Fault of either copy of this module (the server bundle and Next's load it twice). */
export function isFault(value: unknown): value is Fault {
  return value instanceof Error && value.name === 'Fault' && 'code' in value && 'public' in value
}

function defaultSentence(code: FaultCode): string {
  const status = faultStatus[code]
  if (status === 404) return 'Not found.'
  if (status === 403) return 'You may not do this.'
  if (status === 401) return 'Sign in first.'
  return `The request failed (${code}).`
}
