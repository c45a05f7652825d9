/** Exchange rates: what a currency is worth in the one that totals are told in, month by month. */
import { z } from 'zod'
import { count, currency, idOf, instant, money, month, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const rate = z
  .object({
    id: idOf('rate'),
    month,
    from: z.string(),
    to: z.string(),
    /** What one unit of `from` is worth in `to`, exactly. */
    rate: money,
    /** Who published it. */
    source: z.string(),
    publishedAt: instant,
    /** A correction is the next version; the highest one holds. */
    version,
    isInForce: z.boolean(),
    createdAt: instant,
  })
  .meta({ id: 'Rate' })

const rateIn = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,9})?$/, 'must be a decimal string such as "1.0853"')
  .refine((text) => /[1-9]/.test(text), 'must be more than nothing')

export const rateCreate = z
  .strictObject({
    month,
    from: currency,
    /** The reporting currency where left out. */
    to: currency.optional(),
    rate: rateIn,
    source: z.string().trim().min(2, 'say who published it').max(120, 'must have at most 120 characters'),
    /** Now where left out. */
    publishedAt: instant.optional(),
  })
  .meta({ id: 'RateCreate' })

export const rateList = listQuery.extend({
  month: month.optional(),
  from: currency.optional(),
  to: currency.optional(),
  /** Only the one that holds of each month and pair. */
  state: z.enum(['in-force', 'corrected']).optional(),
})
export const ratePage = pageOf(rate, 'RatePage')

export const rateImport = z
  .strictObject({
    csv: z.string().max(900_000, 'must have at most 900,000 characters'),
    /** Only says what would be done. */
    dryRun: z.boolean().default(true),
  })
  .meta({ id: 'RateImport' })

export const rateImported = z
  .object({
    lines: z.array(
      z.object({
        /** In the file, from 1. */
        line: count,
        /** Such as `2026-10 EUR`. */
        label: z.string(),
        /** `same`: it is there already, just so. */
        state: z.enum(['new', 'same', 'wrong']),
        message: z.string(),
      }),
    ),
    created: count,
    new: count,
    same: count,
    wrong: count,
  })
  .meta({ id: 'RateImported' })

export const reportingSettings = z
  .object({
    /** What totals over several currencies are told in. */
    currency: z.string(),
    version: count,
  })
  .meta({ id: 'ReportingSettings' })

export const reportingUpdate = z.strictObject({ currency: currency.optional() }).meta({ id: 'ReportingUpdate' })

/** Which currencies a month is billed in, and which of them have a rate to the reporting currency. */
export const rateCoverageQuery = z.strictObject({ month })
export const rateCoverage = z
  .object({
    month,
    reportingCurrency: z.string(),
    currencies: z.array(z.object({ currency: z.string(), rate: money.nullable(), source: z.string().nullable() })),
    missing: z.array(z.string()),
  })
  .meta({ id: 'RateCoverage' })

export type Rate = z.output<typeof rate>
export type RateCreate = z.input<typeof rateCreate>
export type RateImported = z.output<typeof rateImported>
export type ReportingSettings = z.output<typeof reportingSettings>
export type ReportingUpdate = z.input<typeof reportingUpdate>
export type RateCoverage = z.output<typeof rateCoverage>
