/** Discounts and margins beside the list prices. */
import { z } from 'zod'
import { providers } from '@/lib/contracts/enumerations'
import { idOf, instant, nameText } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const contractKinds = ['discount', 'margin'] as const

export const priceContract = z
  .object({
    id: idOf('contract'),
    name: z.string(),
    kind: z.enum(contractKinds),
    /** In per cent of the list price. */
    percent: z.number(),
    tenantId: idOf('tenant').nullable(),
    tenantName: z.string().nullable(),
    productId: idOf('product').nullable(),
    productName: z.string().nullable(),
    provider: z.string().nullable(),
    effectiveFrom: instant,
    /** The next contract of the same kind for the same begins then. */
    effectiveTo: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'PriceContract' })

export const priceContractCreate = z
  .strictObject({
    name: nameText,
    kind: z.enum(contractKinds),
    /** 0 ends one that is in force. */
    percent: z
      .number('must be a number')
      .min(0, 'must not be below 0')
      .max(900, 'must be at most 900')
      .refine((value) => Number.isInteger(Math.round(value * 1e10) / 1e6), 'must have at most four decimals'),
    tenantId: idOf('tenant').nullish(),
    productId: idOf('product').nullish(),
    provider: z.enum(providers).nullish(),
    effectiveFrom: instant,
  })
  .refine(({ kind, percent }) => kind === 'margin' || percent <= 100, {
    path: ['percent'],
    message: 'of a discount must be at most 100',
  })
  .refine(({ tenantId, productId, provider }) => Boolean(tenantId || productId || provider), {
    path: ['tenantId'],
    message: 'or product or provider must say whom it is for',
  })
  .meta({ id: 'PriceContractCreate' })

export const priceContractList = listQuery.extend({
  kind: z.enum(contractKinds).optional(),
  tenantId: idOf('tenant').optional(),
  productId: idOf('product').optional(),
  provider: z.enum(providers).optional(),
  state: z.enum(['in-force', 'to-come', 'past']).optional(),
})
export const priceContractPage = pageOf(priceContract, 'PriceContractPage')

export type PriceContract = z.output<typeof priceContract>
export type PriceContractCreate = z.input<typeof priceContractCreate>
