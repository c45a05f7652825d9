/** What the database says, as faults. Only what several rows decide comes this way; the rest is checked before. */
import { Fault, isFault } from '@/lib/base/faults'

/** The fault an error is. What we did not foresee is `service.internal`, its cause kept for our log. */
export function faultOf(error: unknown): Fault {
  if (isFault(error)) return error
  switch (codeOf(error)) {
    case 'P2002':
      return new Fault('resource.conflict', { public: `There is already one with this ${uniqueFields(error)}.`, cause: error })
    case 'P2003':
      return new Fault('resource.in_use', { public: 'Something else still refers to it.', cause: error })
    case 'P2025':
      return new Fault('resource.conflict', { public: 'It was changed at the same time. Read it again.', cause: error })
    case 'P2024':
    case 'P2028':
    case 'P1001':
    case 'P1002':
    case 'P1008':
    case 'P1017':
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'ETIMEDOUT':
    case 'ENOENT':
      return new Fault('service.unavailable', { public: 'The database is not answering. Try again.', cause: error })
    default:
      return new Fault('service.internal', {
        public: 'Something went wrong on our side.',
        cause: error,
        internal: messageOf(error),
      })
  }
}

/** True where running the same command again may succeed: a row changed under us, or a deadlock. */
export function isRowGone(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'P2025' || code === 'P2034'
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The fields of a unique violation, wherever this driver reports them. */
function uniqueFields(error: unknown): string {
  const text = JSON.stringify(error && typeof error === 'object' && 'meta' in error ? error.meta : null) ?? ''
  const fields = /"fields":\[([^\]]*)\]/.exec(text)?.[1] ?? /"target":\[([^\]]*)\]/.exec(text)?.[1] ?? ''
  const names = fields
    .split(',')
    .map((name) => name.replace(/[\\"]/g, '').trim())
    .filter(Boolean)
  return names.length > 0 ? names.join(' and ').replaceAll('_', ' ') : 'name'
}
