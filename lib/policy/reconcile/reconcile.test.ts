import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Billed, type Booked, compareUsage } from '@/lib/policy/reconcile/compare'
import { dayOf, nanoOf, plainModel, type ReadRow, readerOf, withoutMeterWords } from '@/lib/policy/reconcile/provider-file'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const AZURE =
  'Date,MeterCategory,MeterSubCategory,MeterName,UnitOfMeasure,Quantity,CostInBillingCurrency,BillingCurrencyCode,PricingModel'
const azure = (row: string): ReadRow | undefined => readerOf(AZURE.split(','))?.read(row.split(','))

describe('a file of Azure’s', () => {
  it('gives tokens and money of a model’s meters', () => {
    expect(
      azure('10/03/2026,Azure OpenAI,Azure OpenAI GPT4o,gpt-4o-mini-0718-Inp-glbl Tokens,1K,12.345,0.00185175,usd,OnDemand'),
    ).toEqual({
      day: '2026-10-03',
      model: 'gpt-4o-mini',
      tokens: 12_345n,
      costNano: 1_851_750n,
      currency: 'USD',
      isProvisioned: false,
    })
  })
  it('tells reserved capacity from use', () => {
    expect(
      azure('2026-10-03,Azure OpenAI,Provisioned,Provisioned Managed Global Unit,1 Hour,24,240,EUR,Reservation'),
    ).toMatchObject({
      isProvisioned: true,
      tokens: null,
      costNano: 240_000_000_000n,
    })
  })
  it('leaves out what is of no model, and says what is not a number', () => {
    expect(azure('2026-10-03,Storage,Blob,LRS Data Stored,1 GB,1,0.02,EUR,OnDemand')).toBe('other')
    expect(azure('2026-02-30,Azure OpenAI,,gpt-4o Tokens,1K,1,0.02,EUR,')).toMatchObject({
      wrong: expect.stringContaining('date'),
    })
    expect(azure('2026-02-03,Azure OpenAI,,gpt-4o Tokens,1K,=1+1,0.02,EUR,')).toMatchObject({
      wrong: expect.stringContaining('=1+1'),
    })
  })
})

describe('files of OpenAI’s', () => {
  it('give tokens by model, cached ones among the input', () => {
    const reader = readerOf(
      'start_time,end_time,num_model_requests,model,input_tokens,output_tokens,input_cached_tokens'.split(','),
    )
    expect(reader?.source).toBe('openai-usage')
    expect(reader?.read(['1790899200', '', '3', 'gpt-4o-2024-08-06', '100', '20', '80'])).toMatchObject({
      day: '2026-10-02',
      tokens: 120n,
      costNano: null,
    })
  })
  it('give money by line item', () => {
    const reader = readerOf('start_time,end_time,amount_value,amount_currency,line_item'.split(','))
    expect(reader?.read(['1790899200', '', '1.5e-7', 'usd', 'gpt-4o-2024-08-06, cached input'])).toMatchObject({
      model: 'gpt-4o-2024-08-06',
      costNano: 150n,
      currency: 'USD',
    })
  })
})

describe('names, days and amounts', () => {
  it('of meters lose what is the meter’s', () => {
    for (const [meter, model] of [
      ['gpt 4o 0806 Inp glbl', 'gpt-4o'],
      ['gpt-4o-mini-0718-cached-Inp-regnl Tokens', 'gpt-4o-mini'],
      ['o4-mini 0416 Outp Data Zone Tokens', 'o4-mini'],
      ['text-embedding-3-large-glbl Tokens', 'text-embedding-3-large'],
      ['gpt-5 Inp glbl 1M Tokens', 'gpt-5'],
    ])
      expect(withoutMeterWords(meter ?? '')).toBe(model)
    expect(plainModel('GPT 4o Mini')).toBe(plainModel('gpt-4o-mini-2024-07-18'))
    expect(plainModel('gpt-4o')).not.toBe(plainModel('gpt-4o-mini'))
  })
  it('are read as they are written, in UTC', () => {
    expect(dayOf('2026-10-01T23:30:00-05:00')).toBe('2026-10-02')
    expect(dayOf('1/2/2026')).toBe('2026-01-02')
    expect(dayOf('13/01/2026')).toBeNull()
    expect(nanoOf('1.0000000005')).toBe(1_000_000_001n)
    expect(nanoOf('-.5')).toBe(-500_000_000n)
    for (const none of ['', '.', '-', '1,5', 'NaN', 'Infinity', '1e999', '0x10', '１']) expect(nanoOf(none), none).toBeNull()
  })
  it('never throw, whatever is in a file', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (head, cells) => {
        for (const names of [
          AZURE.split(','),
          ['start_time', 'line_item', 'amount_value'],
          ['start_time', 'model', 'input_tokens'],
          head,
        ])
          readerOf(names)?.read(cells)
      }),
    )
  })
})

const booked = (over: Partial<Booked>): Booked => ({
  day: '2026-10-01',
  model: 'm',
  calls: 1n,
  tokens: 1_000n,
  costNano: 10n ** 9n,
  unsure: 0n,
  unpriced: 0n,
  otherCurrency: 0n,
  ...over,
})
const billed = (over: Partial<Billed>): Billed => ({
  day: '2026-10-01',
  model: 'm',
  tokens: 1_000n,
  costNano: 10n ** 9n,
  isProvisioned: false,
  ...over,
})
const reasonsOf = (bill: Billed[], ledger: Booked[], known = true) =>
  compareUsage(bill, ledger, () => known).map(({ reasons }) => reasons)

describe('beside the ledger', () => {
  it('what agrees has no reason, however it was split', () => {
    const split = [billed({ tokens: 400n, costNano: 0n }), billed({ tokens: 600n })]
    expect(reasonsOf(split, [booked({})])).toEqual([[]])
  })
  it.each([
    ['a quantity rounded to thousands', billed({ tokens: 999_500n }), booked({ tokens: 1_000_000n }), ['rounding']],
    ['traffic that went past the gateway', billed({ tokens: 5_000n, costNano: 5n * 10n ** 9n }), booked({}), ['notInLedger']],
    ['a call without a price', billed({}), booked({ costNano: 0n, unpriced: 1n }), ['unpriced']],
    ['calls that were cut short', billed({ tokens: 900n }), booked({ unsure: 2n }), ['cancelled']],
    ['another price', billed({ costNano: 2n * 10n ** 9n }), booked({}), ['price']],
    ['another currency', billed({}), booked({ costNano: 0n, otherCurrency: 1n }), ['currency']],
    ['capacity', billed({ isProvisioned: true }), booked({}), ['provisioned']],
    ['nothing that is known', billed({ tokens: 500n, costNano: 5n * 10n ** 8n }), booked({}), ['unexplained']],
  ])('%s is told by its reason', (_, bill, ledger, wanted) => {
    expect(reasonsOf([bill], [ledger])).toEqual([wanted])
  })
  it('what one side lacks is told: not in the ledger, not a model of ours, not billed', () => {
    expect(reasonsOf([billed({})], [])).toEqual([['notInLedger']])
    expect(reasonsOf([billed({})], [], false)).toEqual([['unknownModel']])
    expect(reasonsOf([], [booked({})])).toEqual([['notBilled']])
  })
  it('days that end at another hour are told by their sum', () => {
    const days = ['2026-10-01', '2026-10-02', '2026-10-03']
    const bill = [800n, 1_200n, 1_000n].map((tokens, i) => billed({ day: days[i] ?? '', tokens, costNano: null }))
    const ledger = days.map((day) => booked({ day }))
    expect(reasonsOf(bill, ledger)).toEqual([['timeZone'], ['timeZone'], []])
  })
  it('nothing is lost: both sides add up to what came in', () => {
    const one = fc.record({
      day: fc.constantFrom('2026-10-01', '2026-10-02'),
      model: fc.constantFrom('a', 'b'),
      tokens: fc.bigInt(0n, 10n ** 12n),
      costNano: fc.bigInt(-(10n ** 12n), 10n ** 15n),
    })
    fc.assert(
      fc.property(fc.array(one), fc.array(one), (bill, ledger) => {
        const lines = compareUsage(bill.map(billed), ledger.map(booked), () => true)
        const sum = (amounts: (bigint | null)[]) => amounts.reduce<bigint>((all, amount) => all + (amount ?? 0n), 0n)
        expect(sum(lines.map((line) => line.billedTokens))).toBe(sum(bill.map(({ tokens }) => tokens)))
        expect(sum(lines.map((line) => line.billedNano))).toBe(sum(bill.map(({ costNano }) => costNano)))
        expect(sum(lines.map((line) => line.booked.tokens))).toBe(sum(ledger.map(({ tokens }) => tokens)))
        expect(sum(lines.map((line) => line.booked.costNano))).toBe(sum(ledger.map(({ costNano }) => costNano)))
        expect(new Set(lines.map(({ day, model }) => `${day} ${model}`)).size).toBe(lines.length)
      }),
    )
  })
})
