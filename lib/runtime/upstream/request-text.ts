/** The head of a request as it goes over the wire. */
import type { UpstreamRequest } from '@/lib/gateway/ports'

/** What cannot be sent: a name, a value or a path that would be read as something else. */
export class RequestError extends Error {
  override name = 'RequestError'
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const value = /^[\t\x20-\x7e\x80-\xff]*$/
const target = /^[\x21-\x7e\x80-\xff]+$/
/** Said by the connection itself: to whom it is, how long the body is, and what becomes of it afterwards. */
const OWN = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** A backend's headers are the same object for all its calls, and mostly go to one path: looked through and put together once. */
const known = new WeakMap<Record<string, string>, Known>()

type Known = { method: string; path: string; host: string; text: string }

/** All up to the body, of so many bytes; null: there is none. Throws a RequestError where a part of it must not be sent. */
export function requestText({ method, path, headers }: UpstreamRequest, host: string, bodyBytes: number | null): string {
  let made = known.get(headers)
  if (made === undefined || made.path !== path || made.method !== method || made.host !== host) {
    if (!target.test(path)) throw new RequestError('the path holds what no path may')
    const text = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n${fieldsOf(headers)}`
    made = { method, path, host, text }
    known.set(headers, made)
  }
  if (bodyBytes === null && method === 'GET') return `${made.text}\r\n`
  return `${made.text}content-length: ${bodyBytes ?? 0}\r\n\r\n`
}

function fieldsOf(headers: Record<string, string>): string {
  let text = ''
  for (const [name, given] of Object.entries(headers)) {
    if (!token.test(name) || !value.test(given)) throw new RequestError(`the header ${JSON.stringify(name)} cannot be sent`)
    if (OWN.has(name.toLowerCase())) throw new RequestError(`${name} is not for a call to say`)
    text += `${name}: ${given}\r\n`
  }
  return text
}
