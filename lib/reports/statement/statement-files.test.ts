/** The files of a statement, opened: what a spreadsheet calculates, and what stands on the pages. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatNano, parseNano } from '@/lib/base/money'
import { tokenClasses } from '@/lib/contracts/call'
import { type StatementDetail, statementDetail } from '@/lib/contracts/statement'
import { statementPdf } from '@/lib/reports/statement/statement-pdf'
import { statementXlsx } from '@/lib/reports/statement/statement-xlsx'
import { readPdf } from '@/lib/reports/testing/read-pdf'
import { calculate, readXlsx } from '@/lib/reports/testing/read-xlsx'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const id = (prefix: string) => `${prefix}_0190aaaa00007000800000000000000${1}`
const names = [
  'Acme',
  'नेपाल टोली',
  '中文团队',
  'فريق',
  '🦊 fox',
  '=1+1',
  '<b>&"',
  'a\u0000b\ud800c',
  'x'.repeat(120),
  '\u202egnp.exe',
]

const lineOf = fc.record({
  kind: fc.constantFrom('direct', 'late', 'adjustment', 'shared'),
  month: fc.constantFrom('2026-09', '2026-10'),
  productName: fc.constantFrom(...names),
  model: fc.constantFrom('gpt-4o', null),
  backendName: fc.constantFrom('Azure', null),
  currency: fc.constantFrom('USD', 'EUR', 'NPR'),
  calls: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  nano: fc.bigInt(-(10n ** 13n), 10n ** 13n),
})
const statementOf = fc
  .record({ tenantName: fc.constantFrom(...names), lines: fc.array(lineOf, { maxLength: 60 }), isReopened: fc.boolean() })
  .map(({ tenantName, lines, isReopened }): StatementDetail => {
    const costs = (some: typeof lines) =>
      [...new Set(some.map(({ currency }) => currency))].sort().map((currency) => ({
        currency,
        cost: formatNano(some.reduce((sum, line) => sum + (line.currency === currency ? line.nano : 0n), 0n)),
      }))
    return statementDetail.parse({
      id: id('stm'),
      number: 'S-000042',
      tenantId: id('ten'),
      tenantName,
      costCentre: 'CC-1',
      timeZone: 'Asia/Kathmandu',
      month: '2026-10',
      version: 2,
      state: isReopened ? 'reopened' : 'closed',
      totals: costs(lines),
      late: costs(lines.filter(({ kind }) => kind === 'late')),
      shared: costs(lines.filter(({ kind }) => kind === 'shared')),
      adjustments: costs(lines.filter(({ kind }) => kind === 'adjustment')),
      calls: 0,
      unpricedCalls: 3,
      closedAt: '2026-11-02T10:00:00.000Z',
      closedBy: 'Ann',
      missing: [],
      reopenedAt: isReopened ? '2026-11-03T10:00:00.000Z' : null,
      reopenedBy: isReopened ? 'Bob' : null,
      reopenReason: isReopened ? 'wrong price' : null,
      lines: lines.map(({ nano, ...line }) => ({
        ...line,
        productId: id('prd'),
        backendId: null,
        sourceId: null,
        sourceName: null,
        isUsed: null,
        unpricedCalls: 0,
        tokens: Object.fromEntries(Object.keys(tokenClasses.shape).map((name) => [name, line.calls])),
        cost: formatNano(nano),
        saved: '0',
      })),
    })
  })

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

const nanoOf = (amount: string) => parseNano(amount) ?? 0n

describe('the workbook', () => {
  it('foots: calculated anew, its sums are the statement’s to the nano, and so are the values beside them', async () => {
    await fc.assert(
      fc.asyncProperty(statementOf, async (statement) => {
        const book = readXlsx(await whole(statementXlsx(statement)))
        const summary = book.get('Statement') ?? new Map()
        for (const [kind, column] of [
          ['totals', 'B'],
          ['late', 'C'],
          ['shared', 'D'],
          ['adjustments', 'E'],
        ] as const)
          for (const { currency, cost } of statement[kind]) {
            const [name = ''] = [...summary].find(([at, cell]) => at.startsWith('A') && cell.text === currency) ?? []
            const at = name.replace('A', column)
            expect(BigInt(Math.round(calculate(book, 'Statement', at) * 1e9)), `${kind} ${currency}`).toBe(nanoOf(cost))
            expect(summary.get(at)?.number).toBe(Number(cost))
          }
        const lines = book.get('Lines') ?? new Map()
        const [, header = ''] = [...lines].find(([, cell]) => cell.text === 'Calls')?.[0].match(/^([A-Z]+)/) ?? []
        if (statement.lines.length > 0)
          expect(calculate(book, 'Lines', `${header}${statement.lines.length + 2}`)).toBe(
            statement.lines.reduce((sum, { calls }) => sum + calls, 0),
          )
        for (const [i, line] of statement.lines.entries()) {
          const costs = [...lines].filter(([at, cell]) => at.replace(/[A-Z]+/, '') === String(i + 2) && cell.formula)
          expect(BigInt(Math.round(calculate(book, 'Lines', costs[0]?.[0] ?? '') * 1e9))).toBe(nanoOf(line.cost))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('has no formula but its own: a name that looks like one is a text', async () => {
    const [statement] = fc.sample(
      statementOf.filter(({ lines }) => lines.some(({ productName }) => productName === '=1+1')),
      1,
    )
    if (!statement) throw new Error('none')
    const book = readXlsx(await whole(statementXlsx(statement)))
    const cells = [...book.values()].flatMap((sheet) => [...sheet.values()])
    for (const { formula } of cells)
      if (formula !== undefined)
        expect(formula).toMatch(/^(SUM|SUMIF|SUMIFS)\([A-Za-z0-9!:," ]+\)(\/1000000000)?$|^[A-Z]+\d+\/1000000000$/)
    expect(cells.some(({ text, formula }) => text === '=1+1' && formula === undefined)).toBe(true)
  })
})

describe('the pages', () => {
  it('are made whatever script its names are in, and say the amounts to the last digit', async () => {
    await fc.assert(
      fc.asyncProperty(statementOf, async (statement) => {
        const { pages, text } = readPdf(await whole(statementPdf(statement, { name: 'Tollgate' })))
        expect(pages).toBeGreaterThanOrEqual(1)
        const said = text.replaceAll(',', '')
        expect(said).toContain('S-000042')
        for (const { cost, currency } of statement.totals) {
          const [whole = '', part] = cost.split('.')
          expect(said).toContain(`${part === undefined ? whole : `${whole}.${part.padEnd(2, '0')}`} ${currency}`)
        }
        if (statement.reopenedAt) expect(said).toContain('does not count any more')
      }),
      { numRuns: 12 },
    )
  })

  it('draws Devanagari with its own letters', async () => {
    const [statement] = fc.sample(statementOf, 1)
    if (!statement) throw new Error('none')
    const { text } = readPdf(await whole(statementPdf({ ...statement, tenantName: 'नेपाल टोली' }, { name: 'Tollgate' })))
    expect(text).toContain('नेपाल')
  })
})
