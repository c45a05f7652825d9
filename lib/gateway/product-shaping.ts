/**
 * What a product changes about its calls besides their limits: body fields it forces, headers it sets and removes, pages it lets
 * call, and that it is about to retire. Most products set nothing of this: then there is none, and a call pays one comparison.
 */
import type { HeaderList, Reply } from '@/lib/gateway/call'
import type { JsonObject } from '@/lib/gateway/json'
import type { UpstreamOperation } from '@/lib/gateway/operations/operation-kinds'
import { isWordless } from '@/lib/gateway/operations/operation-kinds'
import { shortReply } from '@/lib/gateway/short-answer'

export type HeaderRule = { set: Readonly<Record<string, string>>; remove: readonly string[] }

export type ProductShaping = {
  forced: Readonly<Record<string, unknown>>
  request: HeaderRule
  answer: HeaderRule
  /** Origins whose pages may call; "*" is any. Empty: the product says nothing about pages. */
  origins: ReadonlySet<string>
  /** Are chats answered in the short shape? */
  isShort: boolean
}

export type ShapingRow = {
  state: string
  request_forced?: Record<string, unknown>
  header_rules?: { request?: Partial<HeaderRule>; answer?: Partial<HeaderRule> }
  cors_origins?: string[]
  answer_shape?: string
  deprecated_at?: string | null
  retires_at?: string | null
}

/** The shaping of a product; null where it sets nothing. */
export function shapingOf(row: ShapingRow): ProductShaping | null {
  const request = ruleOf(row.header_rules?.request)
  const answer = ruleOf(row.header_rules?.answer)
  const retirement = retirementHeaders(row)
  const shaping = {
    forced: row.request_forced ?? {},
    request,
    answer: { set: { ...answer.set, ...retirement }, remove: answer.remove },
    origins: new Set(row.cors_origins ?? []),
    isShort: row.answer_shape === 'short',
  }
  const isPlain =
    !shaping.isShort &&
    shaping.origins.size === 0 &&
    Object.keys(shaping.forced).length === 0 &&
    isEmpty(request) &&
    isEmpty(shaping.answer)
  return isPlain ? null : shaping
}

/** Sets what the product forces. A surface that does not know a field is spared it: an unknown field would fail the call there. */
export function forceFields({ forced }: ProductShaping, operation: UpstreamOperation, body: JsonObject): void {
  for (const [name, value] of Object.entries(forced)) {
    const isMaximum = name.startsWith('max_')
    if (operation === 'embeddings' ? !ofEmbeddings.has(name) : onlyOfEmbeddings.has(name)) continue
    if (isMaximum && operation === 'chat') {
      delete body.max_tokens
      delete body.max_completion_tokens
    }
    // Pictures, sound, judgements and ranks have none of a chat's settings.
    if (isWordless(operation) && operation !== 'embeddings' && !(operation === 'images' && name === 'user')) continue
    const here = isMaximum ? (ownMaximum[operation] ?? name) : name
    if (operation === 'responses' && !ofResponses.has(here)) continue
    body[here] = value
  }
}

/** The headers a backend gets. */
export function shapeRequestHeaders({ request }: ProductShaping, headers: Record<string, string>): Record<string, string> {
  if (isEmpty(request)) return headers
  const shaped = { ...headers }
  for (const name of request.remove) delete shaped[name]
  return Object.assign(shaped, request.set)
}

/** The answer as the product wants it, with what lets a page of an allowed origin read it. */
export function shapeReply({ answer, origins, isShort }: ProductShaping, origin: string | undefined, given: Reply): Reply {
  const reply = isShort ? shortReply(given) : given
  const { headers } = reply
  for (const name of answer.remove) removeHeader(headers, name)
  for (const name in answer.set) {
    removeHeader(headers, name)
    headers.push(name, answer.set[name] ?? '')
  }
  if (origin !== undefined && isOriginAllowed(origins, origin)) letRead(headers, origin)
  return reply
}

export function isOriginAllowed(origins: ReadonlySet<string>, origin: string): boolean {
  return origins.has('*') || origins.has(origin.toLowerCase())
}

/** Says that the page may read this answer, also where it is a refusal. */
export function letRead(headers: HeaderList, origin: string): void {
  headers.push('access-control-allow-origin', origin, 'access-control-expose-headers', '*', 'vary', 'origin')
}

const nothing: HeaderRule = { set: {}, remove: [] }

function ruleOf(rule: Partial<HeaderRule> | undefined): HeaderRule {
  if (!rule) return nothing
  const set = Object.entries(rule.set ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  return { set: Object.fromEntries(set), remove: (rule.remove ?? []).map((name) => name.toLowerCase()) }
}

function isEmpty({ set, remove }: HeaderRule): boolean {
  return remove.length === 0 && Object.keys(set).length === 0
}

/** RFC 9745 and RFC 8594: clients and their people learn from each answer that the product ends, and when. */
function retirementHeaders({ state, deprecated_at, retires_at }: ShapingRow): Record<string, string> {
  const headers: Record<string, string> = {}
  if (state === 'deprecated' && deprecated_at) headers.deprecation = `@${Math.floor(Date.parse(deprecated_at) / 1000)}`
  if (state !== 'retired' && retires_at) headers.sunset = new Date(retires_at).toUTCString()
  return headers
}

function removeHeader(headers: HeaderList, name: string): void {
  for (let i = headers.length - 2; i >= 0; i -= 2) if (headers[i]?.toLowerCase() === name) headers.splice(i, 2)
}

/** What the maximum is called where it has one name alone. */
const ownMaximum: Partial<Record<UpstreamOperation, string>> = { responses: 'max_output_tokens', completions: 'max_tokens' }
const ofEmbeddings = new Set(['dimensions', 'encoding_format', 'user'])
const onlyOfEmbeddings = new Set(['dimensions', 'encoding_format'])
const ofResponses = new Set([
  'max_output_tokens',
  'temperature',
  'top_p',
  'store',
  'user',
  'service_tier',
  'parallel_tool_calls',
  'safety_identifier',
  'prompt_cache_key',
])
