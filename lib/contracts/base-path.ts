/** Further base paths of the gateway, for clients that were led here from another. */
import { z } from 'zod'
import { dialectBases } from '@/lib/contracts/enumerations'
import { idOf, instant } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

/** Where the console, its API and what watches it live. */
const ours =
  /^\/(api|admin|portal|finance|account|sign-in|invite|reset|_next|healthz|readyz|metrics|services|setup|reference|errors|icon\.svg|favicon.*|fonts|images)(\/|$)/

/** Where callers of this gateway live: a base path there would be taken from all of them. */
const dialects = /^\/(v1|openai|anthropic|gemini)(\/|$)/

const path = z
  .string()
  .max(200, 'must have at most 200 characters')
  .regex(/^(\/[A-Za-z0-9._~-]+)+$/, 'must be a path such as /aoai/contoso')
  .toLowerCase()
  .refine((text) => !ours.test(text), 'is where the console is')
  .refine((text) => !/\/\.{1,2}(\/|$)/.test(text), 'must not have . or .. between its slashes')

const keyHeader = z.string().regex(/^([A-Za-z0-9][A-Za-z0-9-]{0,59})?$/, 'must be a header name such as api-key')
const keyQuery = z.string().regex(/^([A-Za-z0-9][A-Za-z0-9_.-]{0,59})?$/, 'must be a name such as subscription-key')

export const basePath = z
  .object({
    id: idOf('base'),
    path: z.string(),
    becomes: z.string(),
    keyHeader: z.string(),
    keyQuery: z.string(),
    createdAt: instant,
  })
  .meta({ id: 'BasePath' })

export const basePathCreate = z
  .strictObject({
    path,
    becomes: z.enum(dialectBases),
    /** The header its clients send their key in; empty: those of the dialect. */
    keyHeader: keyHeader.default(''),
    keyQuery: keyQuery.default(''),
  })
  .superRefine(({ path, becomes, keyHeader, keyQuery }, context) => {
    if (!dialects.test(path)) return
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    if (path !== becomes) refuse('path', 'is where calls of this gateway come in already')
    // Any other header or parameter is one that calls come with, and would be taken for their key.
    if (keyHeader !== '' && !/key/i.test(keyHeader)) refuse('keyHeader', `must be named as a key where the path is ${path}`)
    if (keyQuery !== '' && !/key/i.test(keyQuery)) refuse('keyQuery', `must be named as a key where the path is ${path}`)
  })
  .meta({ id: 'BasePathCreate' })

export const basePathList = listQuery
export const basePathPage = pageOf(basePath, 'BasePathPage')

export type BasePath = z.output<typeof basePath>
export type BasePathCreate = z.input<typeof basePathCreate>
