/**
 * What API Management has measured, from a file: the answer of a Log Analytics query or its export (`ApiManagementGatewayLlmLog`,
 * joined to `ApiManagementGatewayLogs` for who called), or token metrics of Application Insights. JSON, lines of JSON, or CSV.
 * Prompts and answers that stand in such a file are not looked at.
 */
import { createHash } from 'node:crypto'
import { csvLines } from '@/lib/base/csv-read'
import { Fault } from '@/lib/base/faults'

/** One call as API Management has it, or for metrics several of a minute. */
export type ApimUsage = {
  /** The same for the same row, whichever file it comes in. */
  key: string
  atMs: number
  correlationId: string
  apimSubscription: string
  apimProduct: string
  apimUser: string
  /** Its model's name, and that of the deployment that was asked. */
  model: string
  deployment: string
  region: string
  status: number
  durationMs: number
  isStream: boolean
  inputTokens: number
  outputTokens: number
  cachedTokens: number
  reasoningTokens: number
  calls: number
}

export type UsageFile = {
  kind: 'llm-log' | 'token-metrics'
  rows: number
  /** Rows without tokens: pieces of long messages, metrics of something else. */
  otherRows: number
  usage: ApimUsage[]
}

type Row = ReadonlyMap<string, unknown>

const MOST_ROWS = 200_000
/** What the ledger's columns hold. */
const MOST_COUNTED = 2_147_483_647
const LONGEST_MS = 86_400_000
/** API Management measured no tokens before. */
const EARLIEST_MS = Date.UTC(2023, 0, 1)
const DAY_MS = 86_400_000

export function readUsage(text: string): UsageFile {
  const rows = rowsOf(text)
  if (rows.length > MOST_ROWS)
    throw wrong(`A file may have at most ${MOST_ROWS.toLocaleString('en')} rows. Export fewer days at a time.`)
  const isMetrics = rows.some((row) => row.has('name') && (row.has('customdimensions') || row.has('properties')))
  const isLog = rows.some((row) => row.has('correlationid') && row.has('prompttokens'))
  if (!isMetrics && !isLog)
    throw wrong(
      rows.length === 0
        ? 'The file has no rows.'
        : 'This is neither rows of ApiManagementGatewayLlmLog (CorrelationId, PromptTokens, …) nor token metrics (name, customDimensions).',
    )
  const usage = isLog ? fromLog(rows) : fromMetrics(rows)
  return { kind: isLog ? 'llm-log' : 'token-metrics', rows: rows.length, otherRows: rows.length - usage.used, usage: usage.list }
}

type Found = { list: ApimUsage[]; used: number }

function fromLog(rows: readonly Row[]): Found {
  const byKey = new Map<string, ApimUsage>()
  let used = 0
  for (const row of rows) {
    const [input, output] = [numberIn(row, 'prompttokens'), numberIn(row, 'completiontokens')]
    const atMs = timeIn(row, 'timegenerated')
    const correlationId = textIn(row, 'correlationid')
    if (correlationId === '' || atMs === null || (input === 0 && output === 0)) continue
    used++
    const key = `${correlationId} ${numberIn(row, 'sequencenumber')}`
    byKey.set(key, {
      key,
      atMs,
      correlationId,
      apimSubscription: textIn(row, 'apimsubscriptionid', 'subscriptionname'),
      apimProduct: textIn(row, 'productid'),
      apimUser: textIn(row, 'userid'),
      model: textIn(row, 'modelname'),
      deployment: textIn(row, 'deploymentname'),
      region: textIn(row, 'region'),
      status: statusIn(row),
      durationMs: Math.min(numberIn(row, 'totaltime'), LONGEST_MS),
      isStream: textIn(row, 'isstreamcompletion').toLowerCase() === 'true',
      inputTokens: input,
      outputTokens: output,
      cachedTokens: Math.min(input, numberIn(row, 'cachedtokens', 'promptcachedtokens')),
      reasoningTokens: Math.min(output, numberIn(row, 'reasoningtokens')),
      calls: 1,
    })
  }
  return { list: [...byKey.values()], used }
}

/** `llm-emit-token-metric` writes one metric for each kind of tokens: those of a call, or of a minute, belong together. */
function fromMetrics(rows: readonly Row[]): Found {
  const together = new Map<string, ApimUsage>()
  const seen = new Set<string>()
  let used = 0
  for (const row of rows) {
    const kind = textIn(row, 'name').toLowerCase()
    const atMs = timeIn(row, 'timestamp', 'timegenerated')
    const field = kind.startsWith('prompt') ? 'inputTokens' : kind.startsWith('completion') ? 'outputTokens' : null
    if (field === null || atMs === null) continue
    used++
    const own = dimensionsOf(row)
    const operation = textIn(row, 'operation_id', 'operationid')
    const name = JSON.stringify([operation, atMs, [...own].sort(([a], [b]) => (a < b ? -1 : 1))])
    const key = createHash('sha256').update(name).digest('hex').slice(0, 32)
    const usage = together.get(key) ?? {
      key,
      atMs,
      correlationId: operation,
      apimSubscription: textIn(own, 'subscriptionid'),
      apimProduct: textIn(own, 'productid'),
      apimUser: textIn(own, 'userid'),
      model: textIn(own, 'model', 'modelname'),
      deployment: textIn(own, 'deployment', 'deploymentname', 'backendid'),
      region: textIn(own, 'location', 'region'),
      status: 200,
      durationMs: 0,
      isStream: false,
      inputTokens: 0,
      outputTokens: 0,
      cachedTokens: 0,
      reasoningTokens: 0,
      calls: Math.max(1, numberIn(row, 'valuecount', 'itemcount')),
    }
    const amount = numberIn(row, 'valuesum', 'sum', 'value')
    // Exports overlap: the same row again is the same tokens.
    const same = `${key} ${field} ${operation === '' ? amount : ''}`
    if (!seen.has(same)) usage[field] += amount
    seen.add(same)
    together.set(key, usage)
  }
  return { list: [...together.values()].filter((one) => one.inputTokens + one.outputTokens > 0), used }
}

function dimensionsOf(row: Row): Row {
  const given = row.get('customdimensions') ?? row.get('properties')
  const value: unknown = typeof given === 'string' ? parsed(given) : given
  return typeof value === 'object' && value !== null ? lowered(value) : new Map()
}

/** The rows, whatever they came in; names without case and blanks, for exports write them in several ways. */
function rowsOf(text: string): Row[] {
  const start = text.trimStart()[0]
  if (start === '{' || start === '[') return jsonRows(text)
  let head: string[] | null = null
  const rows: Row[] = []
  for (const { cells } of csvLines(text)) {
    if (head === null) head = cells.map(plain)
    else rows.push(new Map(head.map((name, i) => [name, cells[i] ?? ''])))
    if (rows.length > MOST_ROWS) break
  }
  return rows
}

function jsonRows(text: string): Row[] {
  const whole = parsed(text)
  if (whole === undefined) {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    return lines.slice(0, MOST_ROWS + 1).map((line, i) => {
      const row = parsed(line)
      if (typeof row !== 'object' || row === null) throw wrong(`Line ${i + 1} is no JSON.`)
      return lowered(row)
    })
  }
  const tables = (whole as { tables?: unknown }).tables
  if (Array.isArray(tables)) return tables.flatMap(tableRows)
  const list = Array.isArray(whole) ? whole : ((whole as { value?: unknown }).value ?? [whole])
  return Array.isArray(list) ? list.filter((row) => typeof row === 'object' && row !== null).map(lowered) : []
}

/** A table of a query's answer: names of columns, and rows in their order. */
function tableRows(table: unknown): Row[] {
  const { columns, rows } = (table ?? {}) as { columns?: unknown; rows?: unknown }
  if (!Array.isArray(columns) || !Array.isArray(rows)) return []
  const names = columns.map((column: { name?: unknown } | null) => plain(String(column?.name ?? '')))
  return rows
    .slice(0, MOST_ROWS + 1)
    .filter((row): row is unknown[] => Array.isArray(row))
    .map((row) => new Map(names.map((name, i) => [name, row[i]])))
}

function lowered(row: object): Row {
  return new Map(Object.entries(row).map(([name, value]) => [plain(name), value]))
}

/** `TimeGenerated [UTC]`, `Subscription ID` and their kin. Whose local time a file is in, it does not say. */
function plain(name: string): string {
  if (/\[\s*local/i.test(name))
    throw wrong(`The column ${name.trim().slice(0, 60)} is in somebody’s local time: export it in UTC.`)
  return name
    .replace(/\[.*?\]/g, '')
    .replace(/[\s"]/g, '')
    .toLowerCase()
}

function textIn(row: Row, ...names: string[]): string {
  for (const name of names) {
    const value = row.get(name)
    if (value !== undefined && value !== null && value !== '') return String(value).slice(0, 300)
  }
  return ''
}

function numberIn(row: Row, ...names: string[]): number {
  const value = Number(textIn(row, ...names))
  return Number.isFinite(value) && value > 0 ? Math.min(Math.round(value), MOST_COUNTED) : 0
}

function statusIn(row: Row): number {
  const status = numberIn(row, 'responsecode')
  return status >= 100 && status <= 599 ? status : 200
}

/** Without a zone they are UTC, as Azure means them. */
function timeIn(row: Row, ...names: string[]): number | null {
  const text = textIn(row, ...names)
  if (text === '') return null
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text)
  const ms = Date.parse(hasZone ? text : `${text.replace(' ', 'T')}Z`)
  const either = Number.isNaN(ms) ? Date.parse(hasZone ? text : `${text} UTC`) : ms
  if (Number.isNaN(either)) return null
  if (either < EARLIEST_MS || either > Date.now() + DAY_MS)
    throw wrong(`A row is of ${text.slice(0, 40)}, when nothing was measured.`)
  return either
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function wrong(sentence: string): Fault {
  return new Fault('request.invalid', { public: sentence, fields: [{ path: 'file', message: sentence }] })
}
