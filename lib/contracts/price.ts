import { z } from 'zod'
import { priceStates } from '@/lib/contracts/enumerations'
import { currency, idOf, instant, modelName, money, moneyIn } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

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
    perMillion: z.object({
      input: money,
      cacheRead: money.nullable(),
      cacheWrite: money.nullable(),
      output: money,
      reasoning: money.nullable(),
      audioIn: money.nullable(),
      audioOut: money.nullable(),
      image: money.nullable(),
    }),
    createdAt: instant,
  })
  .meta({ id: 'Price' })

/** A class left out costs what its parent costs: cache like input, reasoning like output. */
export const priceCreate = z
  .strictObject({
    model: modelName,
    backendId: idOf('backend').nullish(),
    currency,
    effectiveFrom: instant,
    perMillion: z.strictObject({
      input: moneyIn,
      cacheRead: moneyIn.nullish(),
      cacheWrite: moneyIn.nullish(),
      output: moneyIn,
      reasoning: moneyIn.nullish(),
      audioIn: moneyIn.nullish(),
      audioOut: moneyIn.nullish(),
      image: moneyIn.nullish(),
    }),
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
