/**
 * Log Analytics as far as usage is asked for: `POST /v1/workspaces/{id}/query`. Of a query it reads the span of the first table and how
 * many rows are taken. Shape: learn.microsoft.com/azure/azure-monitor/logs/api/response-format.
 */
import type { EntraAnswer } from '../identity/entra'

export type LogRow = { TimeGenerated: string; CorrelationId: string } & Record<string, string | number | boolean | null>

export type SimulatedLogs = {
  /** Rows of a workspace, made where there is none. */
  workspace(id: string): LogRow[]
  /** What was asked: the body's query and span. */
  readonly asked: { workspaceId: string; query: string; timespan: string }[]
  /** The next answers instead of rows: each once. */
  readonly instead: EntraAnswer[]
  /** Null for a path that is none of its own. `isKnown`: the token is one for this address. */
  answer(path: string, body: string, isKnown: boolean): EntraAnswer | null
}

const columns = [
  ['TimeGenerated', 'datetime'],
  ['CorrelationId', 'string'],
  ['SequenceNumber', 'int'],
  ['ModelName', 'string'],
  ['DeploymentName', 'string'],
  ['PromptTokens', 'int'],
  ['CompletionTokens', 'int'],
  ['IsStreamCompletion', 'bool'],
  ['Region', 'string'],
  ['ApimSubscriptionId', 'string'],
  ['ProductId', 'string'],
  ['UserId', 'string'],
  ['ResponseCode', 'int'],
  ['TotalTime', 'long'],
] as const

export function createLogs(): SimulatedLogs {
  const workspaces = new Map<string, LogRow[]>()
  const logs: SimulatedLogs = {
    asked: [],
    instead: [],
    workspace(id) {
      const rows = workspaces.get(id) ?? []
      workspaces.set(id, rows)
      return rows
    },
    answer(path, body, isKnown) {
      const [, id] = /^\/v1\/workspaces\/([^/]+)\/query$/.exec(path) ?? []
      if (id === undefined) return null
      if (!isKnown) return failed(401, 'AuthorizationRequiredError')
      const { query = '', timespan = '' } = JSON.parse(body) as { query?: string; timespan?: string }
      logs.asked.push({ workspaceId: id, query, timespan })
      const instead = logs.instead.shift()
      if (instead) return instead
      const rows = workspaces.get(id)
      if (!rows) return failed(404, 'WorkspaceNotFoundError')
      const [, from, to] = /between \(datetime\(([^)]+)\) \.\. datetime\(([^)]+)\)\)/.exec(query) ?? []
      const [, take = '30000'] = /\| take (\d+)/.exec(query) ?? []
      if (from === undefined || to === undefined) return failed(400, 'BadArgumentError')
      const isIn = ({ TimeGenerated: at }: LogRow) => Date.parse(at) >= Date.parse(from) && Date.parse(at) <= Date.parse(to)
      const found = rows
        .filter(isIn)
        .sort((a, b) => Date.parse(a.TimeGenerated) - Date.parse(b.TimeGenerated))
        .slice(0, Number(take))
      const table = {
        name: 'PrimaryResult',
        columns: columns.map(([name, type]) => ({ name, type })),
        rows: found.map((row) => columns.map(([name]) => row[name] ?? null)),
      }
      return { status: 200, body: { tables: [table] } }
    },
  }
  return logs
}

function failed(status: number, code: string): EntraAnswer {
  return { status, body: { error: { code, message: `${code} of the simulation` } } }
}
