/** One question to a Log Analytics workspace: calls of large language models of a span, oldest first, with who called. */
import { logsUrlOf } from '@/lib/azure/apim/clouds'
import { type PlainAnswer, sendPlain } from '@/lib/azure/apim/plain-http'
import type { TokenSource } from '@/lib/azure/apim/token-source'
import { sleep, waitOf } from '@/lib/azure/apim/waiting'
import { Fault } from '@/lib/base/faults'

export type LogSpan = { fromMs: number; toMs: number }
export type LogPlace = { url: string; workspaceId: string }
export type LogAnswer = { text: string; rows: number /** The time of its last row. */; lastMs: number | null }

const ATTEMPTS = 4
const MOST_BYTES = 32_000_000
const TIMEOUT_MS = 60_000
/** Longer waits are for the next run: other jobs wait for this one. */
const LONGEST_WAIT_MS = 15_000
/** A call's two rows are written apart. */
const APART_MS = 3_600_000

export async function queryLogs(
  { url, workspaceId }: LogPlace,
  span: LogSpan,
  take: number,
  tokens: TokenSource,
): Promise<LogAnswer> {
  const target = new URL(`${url}/v1/workspaces/${encodeURIComponent(workspaceId)}/query`)
  const body = JSON.stringify({ query: usageQuery(span, take), timespan: between(widened(span), '/') })
  for (let attempt = 1; ; attempt++) {
    const { token } = await tokens()
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const answer = await sendPlain(target, { headers, body, mostBytes: MOST_BYTES, timeoutMs: TIMEOUT_MS })
    const waitMs = waitOf(answer.status, answer.header)
    if (waitMs === null || waitMs > LONGEST_WAIT_MS || attempt >= ATTEMPTS) return read(answer)
    await sleep(waitMs, undefined)
  }
}

export function logPlaceOf(row: Parameters<typeof logsUrlOf>[0], workspaceId: string): LogPlace {
  return { url: logsUrlOf(row), workspaceId }
}

/** What it says beyond the span stands in no row: prompts and answers are not asked for. */
function usageQuery(span: LogSpan, take: number): string {
  return `ApiManagementGatewayLlmLog
| where TimeGenerated between (${datetimes(span)}) and isnotnull(PromptTokens)
| project TimeGenerated, CorrelationId, SequenceNumber, ModelName, DeploymentName, PromptTokens, CompletionTokens, IsStreamCompletion, Region
| join kind=leftouter (ApiManagementGatewayLogs
    | where TimeGenerated between (${datetimes(widened(span))})
    | summarize take_any(ApimSubscriptionId, ProductId, UserId, ResponseCode, TotalTime) by CorrelationId) on CorrelationId
| project-away CorrelationId1
| order by TimeGenerated asc, CorrelationId asc, SequenceNumber asc
| take ${take}`
}

function widened({ fromMs, toMs }: LogSpan): LogSpan {
  return { fromMs: fromMs - APART_MS, toMs: toMs + APART_MS }
}

function datetimes({ fromMs, toMs }: LogSpan): string {
  return `datetime(${new Date(fromMs).toISOString()}) .. datetime(${new Date(toMs).toISOString()})`
}

function between({ fromMs, toMs }: LogSpan, sign: string): string {
  return `${new Date(fromMs).toISOString()}${sign}${new Date(toMs).toISOString()}`
}

type Answer = {
  tables?: { columns?: { name?: unknown }[]; rows?: unknown[][] }[]
  error?: { code?: unknown }
}

function read({ status, text }: PlainAnswer): LogAnswer {
  const answer = parsed(text)
  if (status !== 200) throw refused(status, codeOf(answer))
  const table = answer.tables?.[0]
  if (!Array.isArray(table?.columns) || !Array.isArray(table.rows))
    throw new Fault('azure.refused', { public: 'Log Analytics answered something that is no table.' })
  // With a part of the rows it answers 200 too: taking that for all would leave calls out.
  if (answer.error) throw new Fault('azure.refused', { public: 'Log Analytics answered with a part of the rows only.' })
  const { columns, rows } = table
  const last = rows.at(-1)?.[columns.findIndex(({ name }) => name === 'TimeGenerated')]
  const lastMs = typeof last === 'string' ? Date.parse(last) : Number.NaN
  if (rows.length > 0 && Number.isNaN(lastMs))
    throw new Fault('azure.refused', { public: 'Log Analytics answered rows without a time.' })
  return { text, rows: rows.length, lastMs: rows.length > 0 ? lastMs : null }
}

function refused(status: number, code: string): Fault {
  const advice: Record<number, string> = {
    400: ' Is this the workspace the instance writes its LLM log to?',
    401: ' The access token does not hold there.',
    403: ' Give the instance’s identity the role Log Analytics Reader on the workspace.',
    404: ' There is no such workspace.',
    429: ' It asks to wait; the next run goes on.',
  }
  return new Fault('azure.refused', {
    public: `Log Analytics answered ${status}${code ? ` (${code})` : ''}.${advice[status] ?? ''}`,
  })
}

function codeOf({ error }: Answer): string {
  return typeof error?.code === 'string' && /^[\w.-]{1,80}$/.test(error.code) ? error.code : ''
}

function parsed(text: string): Answer {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Answer) : {}
  } catch {
    return {}
  }
}
