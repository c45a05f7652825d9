/** What the management API answered when it did not do what was asked: a problem body (RFC 9457), typed. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly fields: { path: string; message: string }[]
  /** The resource as it is now, where a write was stale (412). */
  readonly current: unknown
  readonly requestId: string | null

  constructor(status: number, problem: Problem, requestId: string | null) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`)
    this.status = status
    this.code = problem.code ?? 'unknown'
    this.fields = problem.fields ?? []
    this.current = problem.current
    this.requestId = requestId
  }
}

export type Problem = {
  title?: string
  detail?: string
  code?: string
  fields?: { path: string; message: string }[]
  current?: unknown
}

/** Any failure as a person should read it: what happened, and what to do about it. */
export function describeFailure(error: unknown): { title: string; advice: string | null; reference: string | null } {
  if (error instanceof ApiError) {
    const reference = error.status >= 500 && error.requestId ? `Reference ${error.requestId}` : null
    return { title: error.message, advice: adviceByStatus(error.status), reference }
  }
  if (error instanceof TypeError) {
    return {
      title: 'The server could not be reached.',
      advice: 'Check your connection and try again. Nothing you typed is lost.',
      reference: null,
    }
  }
  return {
    title: 'Something went wrong on this page.',
    advice: 'Try again; if it happens once more, reload the page.',
    reference: null,
  }
}

function adviceByStatus(status: number): string | null {
  if (status === 401) return 'Your session has ended. Sign in again in another tab, then repeat what you did here.'
  if (status === 403) return 'Ask an administrator if you think you should be allowed to.'
  if (status === 404) return 'It may have been removed, or it belongs to somebody else.'
  if (status === 429) return 'Wait a moment, then try again.'
  if (status >= 500) return 'Nothing was changed. Try again in a moment.'
  return null
}
