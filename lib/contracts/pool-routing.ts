import { z } from 'zod'
import { modelName } from '@/lib/contracts/fields'

/** Durations as ISO 8601, in hours, minutes and seconds: PT10S, PT0.5S, PT1M, PT1H30M. */
export const duration = z
  .string()
  .regex(/^PT(?=\d)(\d{1,4}H)?(\d{1,5}M)?(\d{1,6}(\.\d{1,3})?S)?$/, 'must be a duration such as PT10S or PT1M')

/** A token of HTTP: what headers and cookies may be called. */
const tokenName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}$/, 'must be a name of letters, digits and hyphens')

/** Headers that say who calls must not say where a session lives. */
const secretHeaders = new Set(['authorization', 'api-key', 'ocp-apim-subscription-key', 'x-api-key', 'x-goog-api-key', 'cookie'])

export const affinity = z
  .discriminatedUnion('by', [
    z.strictObject({
      by: z.literal('header'),
      name: tokenName.refine((name) => !secretHeaders.has(name.toLowerCase()), 'is a header that carries a secret'),
    }),
    z.strictObject({ by: z.literal('cookie'), name: tokenName.default('tollgate-member') }),
  ])
  .meta({ id: 'PoolAffinity' })

export const lastResort = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('refuse') }),
    z.strictObject({ kind: z.literal('primary') }),
    z.strictObject({ kind: z.literal('answer'), text: z.string().trim().min(1, 'must not be empty').max(4000) }),
    z.strictObject({ kind: z.literal('model'), model: modelName }),
  ])
  .meta({ id: 'PoolLastResort' })

/** The path is below the backend's base URL; left out, its list of models is asked for. */
export const probe = z
  .strictObject({
    interval: duration.default('PT10S'),
    timeout: duration.default('PT5S'),
    path: z
      .string()
      .regex(/^\/[^\s#]{0,299}$/, 'must be a path such as /health')
      .nullish(),
  })
  .meta({ id: 'PoolProbe' })

export const deadlines = z
  .strictObject({
    attempt: duration.nullish(),
    firstByte: duration.nullish(),
    idle: duration.nullish(),
    call: duration.nullish(),
  })
  .meta({ id: 'PoolDeadlines' })

export const retries = z
  .strictObject({
    attempts: z.int().min(1).max(10).default(4),
    budgetPercent: z.int().min(0).max(100).default(20),
    backoff: duration.default('PT0.1S'),
  })
  .meta({ id: 'PoolRetries' })

export const lastResorts = ['refuse', 'primary', 'answer', 'model'] as const
