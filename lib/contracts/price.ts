import { z } from 'zod'
import { priceStates, unitKinds } from '@/lib/contracts/enumerations'
import { count, currency, idOf, instant, modelName, money, moneyIn } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

const classPrices = z
  .object({
    input: money,
    cacheRead: money.nullable(),
    cacheWrite: money.nullable(),
    cacheWrite1h: money.nullable(),
    output: money,
    reasoning: money.nullable(),
    audioIn: money.nullable(),
    audioOut: money.nullable(),
    image: money.nullable(),
  })
  .meta({ id: 'ClassPrices' })

export const price = z
  .object({
    id: idOf('price'),
    model: z.string(),
    backendId: idOf('backend').nullable(),
    backendName: z.string().nullable(),
    currency: z.string(),
    effectiveFrom: instant,
    /** The next price of the same model, backend and currency begins then. */
    effectiveTo: instant.nullable(),
    perMillion: classPrices,
    /** What a call costs, all of it, whose prompt is longer; by length. */
    tiers: z.array(z.object({ above: count, perMillion: classPrices })),
    /** Of one unit, on top of the tokens. */
    perUnit: z.object(unitPricesOf(money.optional())),
    /** What batch calls pay of it, in per cent. */
    batchPercent: z.number().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'Price' })

const classPricesIn = z
  .strictObject({
    input: moneyIn,
    cacheRead: moneyIn.nullish(),
    cacheWrite: moneyIn.nullish(),
    cacheWrite1h: moneyIn.nullish(),
    output: moneyIn,
    reasoning: moneyIn.nullish(),
    audioIn: moneyIn.nullish(),
    audioOut: moneyIn.nullish(),
    image: moneyIn.nullish(),
  })
  .meta({ id: 'ClassPricesIn' })

/** A class left out costs what its parent costs: cache like input, an hour's cache write like a cache write, reasoning like output. */
export const priceCreate = z
  .strictObject({
    model: modelName,
    backendId: idOf('backend').nullish(),
    currency,
    effectiveFrom: instant,
    perMillion: classPricesIn,
    tiers: z
      .array(z.strictObject({ above: z.int().min(1), perMillion: classPricesIn }))
      .max(8, 'must have at most 8 entries')
      .refine((tiers) => new Set(tiers.map(({ above }) => above)).size === tiers.length, 'names a length twice')
      .optional(),
    perUnit: z.strictObject(unitPricesOf(moneyIn.nullish())).optional(),
    batchPercent: z
      .number('must be a number')
      .min(0, 'must not be below 0')
      .max(100, 'must be at most 100')
      .refine(hasFourDecimals, 'must have at most four decimals')
      .nullish(),
  })
  .meta({ id: 'PriceCreate' })

export const priceList = listQuery.extend({
  model: modelName.optional(),
  backendId: idOf('backend').optional(),
  currency: currency.optional(),
  state: z.enum(priceStates).optional(),
  /** Only what is in force at this time. */
  at: instant.optional(),
})
export const pricePage = pageOf(price, 'PricePage')

export type Price = z.output<typeof price>
export type PriceCreate = z.input<typeof priceCreate>
export type ClassPrices = z.output<typeof classPrices>

function unitPricesOf<S extends z.ZodType>(schema: S): Record<(typeof unitKinds)[number], S> {
  return Object.fromEntries(unitKinds.map((kind) => [kind, schema])) as Record<(typeof unitKinds)[number], S>
}

function hasFourDecimals(value: number): boolean {
  return Number.isInteger(Math.round(value * 1e10) / 1e6)
}
