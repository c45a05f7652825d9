/** Errors in the shapes of the two wires. */
import type { BadRequest } from './chat-request'
import { harmless } from './chat-wire'
import type { SimulatedResource } from './resources'

export type WireError = { status: number; headers?: Record<string, string>; body: object }

type Kind = SimulatedResource['kind']

export function badKey(kind: Kind, key: string): WireError {
  if (kind === 'azure-openai') return azure(401, '401', 'Access denied: the subscription key is not valid for this resource.')
  return openai(401, `Incorrect API key provided: ${mask(key)}.`, 'invalid_request_error', null, 'invalid_api_key')
}

export function unknownDeployment(kind: Kind, name: string): WireError {
  if (kind === 'azure-openai') return azure(404, 'DeploymentNotFound', 'The API deployment for this resource does not exist.')
  return openai(
    404,
    `The model \`${name}\` does not exist or you do not have access to it.`,
    'invalid_request_error',
    null,
    'model_not_found',
  )
}

export function unknownPath(kind: Kind, path: string): WireError {
  if (kind === 'azure-openai') return azure(404, '404', 'Resource not found')
  return openai(404, `Invalid URL (${path})`, 'invalid_request_error', null, null)
}

export function badRequest({ message, param, code }: BadRequest): WireError {
  return openai(400, message, 'invalid_request_error', param, code)
}

export function unreadableBody(kind: Kind): WireError {
  if (kind === 'azure-openai') return azure(400, 'BadRequest', 'The body of the request is not JSON.')
  return openai(400, 'The body of the request is not JSON.', 'invalid_request_error', null, null)
}

export function contextTooLong(window: number, tokens: number): WireError {
  const message = `This model's maximum context length is ${window} tokens, but the request needs ${tokens}.`
  return openai(400, message, 'invalid_request_error', 'messages', 'context_length_exceeded')
}

export function promptFiltered(kind: Kind): WireError {
  const message = 'The prompt triggered the content filter.'
  if (kind === 'openai') return openai(400, message, 'invalid_request_error', 'prompt', 'content_policy_violation')
  const verdict = { ...harmless, violence: { filtered: true, severity: 'high' } }
  const innererror = { code: 'ResponsibleAIPolicyViolation', content_filter_result: verdict }
  return {
    status: 400,
    body: { error: { message, type: null, param: 'prompt', code: 'content_filter', status: 400, innererror } },
  }
}

/** What the resource answers when it was told to fail with a status. */
export function statusError(kind: Kind, status: number, retryAfter: number | undefined): WireError {
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter), 'retry-after-ms': String(retryAfter * 1000) }
  const message =
    status === 429 ? 'Too many requests: the rate limit of this deployment is reached.' : `The server answered ${status}.`
  if (kind === 'azure-openai') return { ...azure(status, String(status), message), headers }
  const type = status === 429 ? 'requests' : status >= 500 ? 'server_error' : 'invalid_request_error'
  return { ...openai(status, message, type, null, status === 429 ? 'rate_limit_exceeded' : null), headers }
}

function azure(status: number, code: string, message: string): WireError {
  return { status, body: { error: { code, message } } }
}

function openai(status: number, message: string, type: string, param: string | null, code: string | null): WireError {
  return { status, body: { error: { message, type, param, code } } }
}

function mask(key: string): string {
  return key.length > 8 ? `${key.slice(0, 3)}***${key.slice(-4)}` : '***'
}
