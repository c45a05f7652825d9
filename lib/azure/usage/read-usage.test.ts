import { describe, expect, it } from 'vitest'
import { readUsage } from '@/lib/azure/usage/read-usage'

const columns = [
  'TimeGenerated',
  'CorrelationId',
  'SequenceNumber',
  'ModelName',
  'DeploymentName',
  'PromptTokens',
  'CompletionTokens',
  'ApimSubscriptionId',
  'ProductId',
  'ResponseCode',
  'TotalTime',
  'IsStreamCompletion',
]
const rows: unknown[][] = [
  ['2026-11-02T10:00:00Z', 'c-1', 0, 'gpt-4o-2024-08-06', 'chat', 120, 30, 'team-a', 'starter', 200, 850, false],
  // A piece of a long message: no tokens.
  ['2026-11-02T10:00:00Z', 'c-1', 1, '', '', null, null, 'team-a', 'starter', 200, 850, false],
  ['2026-11-02T10:00:01.5Z', 'c-2', 0, 'gpt-4o-mini', 'mini', 10, 5, 'team-b', 'starter', 200, 90, true],
  // The same row once more.
  ['2026-11-02T10:00:01.5Z', 'c-2', 0, 'gpt-4o-mini', 'mini', 10, 5, 'team-b', 'starter', 200, 90, true],
]
const objects = rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])))

const forms: Record<string, string> = {
  'the answer of a query': JSON.stringify({
    tables: [{ name: 'PrimaryResult', columns: columns.map((name) => ({ name, type: 'string' })), rows }],
  }),
  'a list of objects': JSON.stringify(objects),
  'lines of JSON': objects.map((row) => JSON.stringify(row)).join('\n'),
  'CSV as the portal exports it': [
    columns.map((name) => (name === 'TimeGenerated' ? '"TimeGenerated [UTC]"' : name)).join(','),
    ...rows.map((row) => row.map((cell) => cell ?? '').join(',')),
  ].join('\r\n'),
}

describe('rows of ApiManagementGatewayLlmLog', () => {
  it.each(Object.entries(forms))('as %s', (_name, text) => {
    const { kind, rows: all, otherRows, usage } = readUsage(text)
    expect({ kind, all, otherRows }).toEqual({ kind: 'llm-log', all: 4, otherRows: 1 })
    expect(usage).toHaveLength(2)
    expect(usage[0]).toMatchObject({
      key: 'c-1 0',
      apimSubscription: 'team-a',
      model: 'gpt-4o-2024-08-06',
      deployment: 'chat',
      inputTokens: 120,
      outputTokens: 30,
      durationMs: 850,
    })
    expect(usage[0]?.atMs).toBe(Date.parse('2026-11-02T10:00:00Z'))
    expect(usage[1]).toMatchObject({ key: 'c-2 0', isStream: true, calls: 1 })
  })

  it('are UTC where they say no zone', () => {
    const text = JSON.stringify([
      { ...objects[0], TimeGenerated: '2026-11-02 10:00:00' },
      { ...objects[2], TimeGenerated: '11/2/2026, 10:00:00.000 AM' },
    ])
    for (const { atMs } of readUsage(text).usage) expect(new Date(atMs).toISOString()).toBe('2026-11-02T10:00:00.000Z')
  })
})

describe('token metrics', () => {
  const metric = (name: string, value: number, more: object = {}) => ({
    timestamp: '2026-11-02T10:00:00Z',
    name,
    valueSum: value,
    valueCount: 3,
    operation_Id: 'op-1',
    customDimensions: JSON.stringify({ 'Subscription ID': 'team-a', 'Product ID': 'starter', Model: 'gpt-4o' }),
    ...more,
  })

  it('of one time and one caller belong together', () => {
    const { kind, usage, otherRows } = readUsage(
      JSON.stringify([metric('Prompt Tokens', 100), metric('Completion Tokens', 40), metric('Total Tokens', 140)]),
    )
    expect({ kind, otherRows }).toEqual({ kind: 'token-metrics', otherRows: 1 })
    expect(usage).toMatchObject([
      { inputTokens: 100, outputTokens: 40, calls: 3, apimSubscription: 'team-a', apimProduct: 'starter', model: 'gpt-4o' },
    ])
  })

  it('of others stay apart, and have the same key in every file', () => {
    const other = { customDimensions: { 'Subscription ID': 'team-b' } }
    const read = (list: object[]) => readUsage(JSON.stringify(list)).usage.map(({ key }) => key)
    const both = read([metric('Prompt Tokens', 100), metric('Prompt Tokens', 7, other)])
    expect(new Set(both).size).toBe(2)
    expect(read([metric('Prompt Tokens', 7, other)])).toEqual([both[1]])
  })
})

it.each([
  ['nothing', 'CorrelationId,PromptTokens\n'],
  ['another table', 'a,b\n1,2'],
  ['words', 'hello'],
  ['JSON of something else', '{"value": 1}'],
  ['broken lines', '{"a": 1}\n{broken'],
])('a file of %s is refused in a sentence', (_name, text) => {
  expect(() => readUsage(text)).toThrow(/\./)
})

describe('what is odd about a file', () => {
  const [first] = objects
  const read = (change: object) => readUsage(JSON.stringify([{ ...first, ...change }])).usage[0]

  it('is no number the ledger could not hold', () => {
    expect(read({ TotalTime: 9e15, ResponseCode: 99_999_999_999, PromptTokens: 9e15 })).toMatchObject({
      durationMs: 86_400_000,
      status: 200,
      inputTokens: 2_147_483_647,
    })
  })

  it.each(['0001-01-01T00:00:00Z', '2190-01-01T00:00:00Z'])('is no time like %s', (TimeGenerated) => {
    expect(() => read({ TimeGenerated })).toThrow(/when nothing was measured/)
  })

  it('is not somebody’s local time', () => {
    const text = forms['CSV as the portal exports it']?.replace('[UTC]', '[Local Time]') ?? ''
    expect(() => readUsage(text)).toThrow(/local time/)
  })

  it('is no crash', () => {
    for (const table of [{ columns: [null], rows: [[1]] }, { columns: [{ name: 'a' }], rows: [null, 3] }, null])
      expect(() => readUsage(JSON.stringify({ tables: [table] }))).toThrow(/neither rows|no rows/)
  })

  it('is not a metric counted twice because it stands in two exports', () => {
    const row = {
      name: 'Prompt Tokens',
      timestamp: '2026-11-02T10:00:00Z',
      valueSum: 100,
      customDimensions: { 'Subscription ID': 'a' },
    }
    for (const operation_Id of ['op', ''])
      expect(
        readUsage(
          JSON.stringify([
            { ...row, operation_Id },
            { ...row, operation_Id },
          ]),
        ).usage,
      ).toMatchObject([{ inputTokens: 100 }])
  })
})
