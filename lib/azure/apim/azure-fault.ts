/** What went wrong at Azure, in a sentence, and never what was sent. */
import { Fault } from '@/lib/base/faults'

/** What the official client throws, as far as we look at it. */
type RestError = { name: string; statusCode?: number; code?: string; details?: unknown }

export function statusOf(error: unknown): number | null {
  return isRestError(error) ? (error.statusCode ?? null) : null
}

export function azureFault(error: unknown): unknown {
  if (error instanceof Fault || !isRestError(error)) return error
  const { statusCode } = error
  const { code, message } = saidBy(error)
  if (statusCode === undefined)
    return new Fault('azure.unreachable', { public: 'Azure does not answer.', internal: `${error.name} ${error.code ?? ''}` })
  if (statusCode === 401)
    return new Fault('azure.refused', { public: 'Azure does not accept the access token (401).', internal: code })
  if (statusCode === 403) {
    const [, action] = /perform action '([\w./]+)'/.exec(message) ?? []
    const what = action ? `the right ${action} is missing` : 'a right is missing'
    return new Fault('azure.refused', { public: `Azure refused it: ${what}.`, internal: code })
  }
  const said = message ? `: ${message}` : '.'
  return new Fault('azure.refused', { public: `Azure answered ${statusCode}${code ? ` (${code})` : ''}${said}`, internal: code })
}

function saidBy({ details }: RestError): { code: string; message: string } {
  const body = objectOf(objectOf(details).error ?? details)
  const code = typeof body.code === 'string' && /^[\w.-]{1,80}$/.test(body.code) ? body.code : ''
  const message = typeof body.message === 'string' ? body.message.slice(0, 300) : ''
  return { code, message }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function isRestError(error: unknown): error is RestError {
  return error instanceof Error && (error.name === 'RestError' || error.name === 'AbortError')
}
