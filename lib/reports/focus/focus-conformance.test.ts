/** Any line of any statement, as a row: whatever it is of, it keeps the specification's rules and the ledger's digits. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseNano } from '@/lib/base/money'
import { csvHead, csvLines } from '@/lib/reports/csv'
import { type FocusLine, type FocusStatement, focusColumns, focusRow } from '@/lib/reports/focus/focus-row'
import { brokenRules, focusRules } from '@/lib/reports/testing/focus-rules'

const ID = '0190aaaa-0000-7000-8000-000000000001'
/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const count = fc.bigInt(-(10n ** 12n), 10n ** 12n)
const text = fc.constantFrom('Chat', 'a, "b"', '=1+1', 'नेपाल', '')
const zones = ['Asia/Kolkata', 'Asia/Kathmandu', 'America/New_York', 'Pacific/Apia', 'UTC']

const statementOf = fc.record({ time_zone: fc.constantFrom(...zones), tenant_name: fc.constantFrom('Acme', 'a "b"') }).map(
  (own): FocusStatement => ({
    id: ID,
    number: 7,
    version: 1,
    tenant_id: ID,
    cost_centre: 'CC-1',
    // The months New York changes its clocks in.
    month: '2026-11-01',
    month_end: '2026-12-01',
    ...own,
  }),
)
const tokens = ['input', 'cache_read', 'cache_write', 'cache_write_1h', 'output', 'reasoning', 'audio_in', 'audio_out'] as const
const lineOf = fc
  .record({
    kind: fc.constantFrom('direct', 'late', 'adjustment', 'shared'),
    day: fc.constantFrom('2026-11-01', '2026-11-02', '2026-11-30'),
    product_name: text,
    subscription_name: text,
    model: fc.constantFrom('gpt-4o', null),
    backend_name: fc.constantFrom('Sweden', null),
    provider: fc.constantFrom('azure-openai', 'openai', 'anthropic', 'somebody', null),
    region: fc.constantFrom('swedencentral', null),
    currency: fc.constantFrom('USD', 'EUR', 'NPR', 'INR'),
    calls: count,
    unpriced: count,
    images: count,
    cost_nano: fc.bigInt(-(10n ** 18n), 10n ** 18n),
    saved_nano: count,
    is_used: fc.constantFrom(true, false),
    hasSource: fc.boolean(),
    amounts: fc.array(count, { minLength: tokens.length, maxLength: tokens.length }),
  })
  .map(({ amounts, hasSource, is_used, ...line }) => {
    // What was said of a commitment before may be corrected, too.
    const isCommitment = line.kind === 'shared' || (line.kind === 'adjustment' && !hasSource)
    const isIdle = isCommitment && !is_used
    return {
      ...line,
      id: 1n,
      day: line.kind === 'late' ? '2026-10-31' : line.day,
      subscription_id: isIdle ? null : ID,
      product_name: isIdle ? 'none' : line.product_name,
      source_id: isCommitment || (hasSource && line.kind === 'adjustment') ? ID : null,
      source_name: isCommitment || (hasSource && line.kind === 'adjustment') ? 'Sweden PTU' : null,
      is_used: isCommitment ? is_used : null,
      ...Object.fromEntries(tokens.map((name, i) => [`${name}_tokens`, amounts[i] ?? 0n])),
    } as FocusLine
  })

/** As a reader of the file has it. */
function read(statement: FocusStatement, line: FocusLine): Record<string, string> {
  const cells = (csv: string) =>
    [...csv.replace(/^\uFEFF|\r\n$/g, '').matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    )
  const values = cells(csvLines(focusColumns, [focusRow(statement, line)]))
  return Object.fromEntries(cells(csvHead(focusColumns)).map((name, i) => [name, values[i] ?? '']))
}

describe('every row', () => {
  it('keeps every rule of the specification that its columns fall under', () => {
    fc.assert(
      fc.property(statementOf, lineOf, (statement, line) => {
        expect(brokenRules(read(statement, line))).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
  it('costs what its line costs, to the nano, in every column of cost', () => {
    fc.assert(
      fc.property(statementOf, lineOf, (statement, line) => {
        const row = read(statement, line)
        for (const name of ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'])
          expect(parseNano(row[name] ?? '')).toBe(line.cost_nano)
      }),
    )
  })
})

describe('the rules', () => {
  it.each([
    ['ConsumedQuantity', '5', 'the unused part of a commitment'],
    ['CommitmentDiscountStatus', '', 'CommitmentDiscountStatus goes'],
    ['PricingCategory', 'Standard', 'priced as such'],
    ['ChargePeriodStart', '2026-10-01T00:00:00Z', 'is of its billing period'],
    ['BilledCost', '1,5', 'BilledCost is a decimal'],
    ['RegionName', 'elsewhere', 'RegionName goes'],
    ['BillingCurrency', 'ABC', 'ISO 4217'],
  ])('see %s = “%s”', (name, value, says) => {
    const [statement] = fc.sample(statementOf, 1)
    const [line] = fc.sample(
      lineOf.filter(({ is_used, region, kind }) => is_used === false && region === null && kind === 'shared'),
      1,
    )
    if (!statement || !line) throw new Error('none')
    expect(brokenRules({ ...read(statement, line), [name]: value }).join('; ')).toContain(says)
    expect(focusRules.length).toBeGreaterThan(40)
  })
})
