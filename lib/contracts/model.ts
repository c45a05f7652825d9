import { z } from 'zod'
import { idOf, instant, modelName, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'
import { serviceRules } from '@/lib/contracts/service'

const capability = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be a capability such as chat')
const contextWindow = z.int('must be a whole number').min(1).max(100_000_000)
const maxOutputTokens = z.int('must be a whole number').min(0).max(100_000_000)
const tokenizers = ['o200k_base', 'cl100k_base'] as const

export const model = z
  .object({
    id: idOf('model'),
    name: z.string(),
    /** Other names callers may use for it. */
    aliases: z.array(z.string()),
    /** Null for those who may not see pools. */
    poolId: idOf('pool').nullable(),
    poolName: z.string().nullable(),
    capabilities: z.array(z.string()),
    contextWindow: z.int(),
    maxOutputTokens: z.int(),
    tokenizer: z.string(),
    /** Its operations, where it is no model of words but an HTTP service. */
    service: serviceRules.nullable(),
    products: z.array(z.object({ id: idOf('product'), name: z.string() })),
    version,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Model' })

/** Names of its own: no other model has one of them. */
const aliases = z
  .array(modelName)
  .max(20)
  .refine((list) => new Set(list).size === list.length, 'names one twice')

export const modelCreate = z
  .strictObject({
    name: modelName,
    aliases: aliases.default([]),
    poolId: idOf('pool'),
    capabilities: z.array(capability).min(1, 'name at least one').max(32),
    contextWindow,
    maxOutputTokens,
    tokenizer: z.enum(tokenizers).default('o200k_base'),
    service: serviceRules.nullish(),
  })
  .meta({ id: 'ModelCreate' })

/** The name is what callers write and what the ledger keeps, so it stays. */
export const modelUpdate = z
  .strictObject({
    aliases: aliases.optional(),
    poolId: idOf('pool').optional(),
    capabilities: z.array(capability).min(1, 'name at least one').max(32).optional(),
    contextWindow: contextWindow.optional(),
    maxOutputTokens: maxOutputTokens.optional(),
    tokenizer: z.enum(tokenizers).optional(),
    service: serviceRules.nullish(),
  })
  .meta({ id: 'ModelUpdate' })

export const modelList = listQuery.extend({ poolId: idOf('pool').optional(), capability: capability.optional() })
export const modelPage = pageOf(model, 'ModelPage')

export type Model = z.output<typeof model>
export type ModelCreate = z.input<typeof modelCreate>
export type ModelUpdate = z.input<typeof modelUpdate>
