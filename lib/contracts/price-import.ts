import { z } from 'zod'
import { count } from '@/lib/contracts/fields'
import { price } from '@/lib/contracts/price'

export const priceImport = z
  .strictObject({
    csv: z.string().max(900_000, 'must have at most 900,000 characters'),
    /** Only says what would be done. */
    dryRun: z.boolean().default(true),
  })
  .meta({ id: 'PriceImport' })

export const priceImported = z
  .object({
    lines: z.array(
      z.object({
        /** In the file, from 1. */
        line: count,
        model: z.string(),
        /** `same`: it is there already, just so. */
        state: z.enum(['new', 'same', 'wrong']),
        /** What will be or was made, or what is wrong, in a sentence. */
        message: z.string(),
      }),
    ),
    created: count,
    new: count,
    same: count,
    wrong: count,
  })
  .meta({ id: 'PriceImported' })

export const priceExportQuery = z.strictObject({ format: z.enum(['json', 'csv']).default('json') })

export const priceExport = z.object({ items: z.array(price) }).meta({ id: 'PriceExport' })

export type PriceImported = z.output<typeof priceImported>
