/** What a product changes about its calls: body fields, headers, pages that may call. */
import { z } from 'zod'

const fieldValue = z.union([z.string().max(2000), z.number(), z.boolean(), z.array(z.string().max(200)).max(16)])

/** Body fields and their values. Names are checked as a whole: what is wrong with a key of a record no form could show. */
const fields = (isField: (name: string) => boolean, why: string) =>
  z.record(z.string(), fieldValue).superRefine((value, context) => {
    for (const name of Object.keys(value)) {
      if (/^[a-z][a-z0-9_]{0,63}$/.test(name) && isField(name)) continue
      const what = /^[a-z][a-z0-9_]{0,63}$/.test(name) ? why : 'is no body field such as max_tokens'
      context.addIssue({ code: 'custom', message: `name ${name.slice(0, 64)}, which ${what}` })
    }
  })

/** Body fields filled in where the caller left them out, such as {"temperature": 0.2, "max_tokens": 800}. */
export const requestDefaults = fields(() => true, '')

/** What the call is about, and how it is answered, is the caller's to say. */
const notForced = new Set(['model', 'messages', 'prompt', 'input', 'stream', 'stream_options'])

/** Body fields set whatever the caller wrote. */
export const requestForced = fields((name) => !notForced.has(name), 'is for the caller to say')

/** Header names that HTTP itself or our own answers need. */
const taken =
  /^(connection|content-.*|date|host|keep-alive|set-cookie|te|trailer|transfer-encoding|upgrade|x-request-id|x-tollgate-.*)$/i

export const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,59}$/, 'must be a header name such as x-tokens-left')
  .refine((name) => !taken.test(name), 'is a header that has another meaning')

/** A backend's credential is the backend's own; what encoding we can read is ours; and what changes how a call is carried would fail every call. */
const ofRequest = headerName.refine(
  (name) =>
    !/^(authorization|api-key|x-api-key|x-goog-api-key|ocp-apim-subscription-key|accept|accept-encoding|cookie|expect|forwarded|via|proxy-.*|x-forwarded-.*)$/i.test(
      name,
    ),
  'is a header the gateway sets itself',
)

/** Pages that may read an answer are named by their origins. */
const ofAnswer = headerName.refine((name) => !/^(access-control-.*|vary)$/i.test(name), 'is a header the gateway sets itself')

const headerValue = z
  .string()
  .min(1, 'must not be empty')
  .max(1000, 'must have at most 1000 characters')
  .regex(/^[\x20-\x7e]*$/, 'must be plain characters on one line')

const rule = (name: typeof headerName) =>
  z.strictObject({
    set: z
      .record(z.string(), headerValue)
      .superRefine((set, context) => {
        for (const one of Object.keys(set)) {
          const [issue] = name.safeParse(one).error?.issues ?? []
          if (issue) context.addIssue({ code: 'custom', path: [one], message: issue.message })
        }
      })
      .default({}),
    remove: z.array(name).max(30, 'must be at most 30').default([]),
  })

const noRule = { set: {}, remove: [] }

/** Headers set and removed, on the way to the backend and on the way back to the caller. Not for secrets: they are shown. */
export const headerRules = z
  .strictObject({ request: rule(ofRequest).default(noRule), answer: rule(ofAnswer).default(noRule) })
  .meta({ id: 'HeaderRules' })

/** A page's origin, such as https://app.example.com; `*` is any page. */
const origin = z
  .string()
  .regex(
    /^(\*|[a-z][a-z0-9+.-]*:\/\/(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?)$/,
    'must be an origin such as https://app.example.com, or *',
  )

export const corsOrigins = z.array(origin).max(50, 'must be at most 50')

export type HeaderRules = z.output<typeof headerRules>
