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

const whole = (least: number) => z.int(`must be a whole number of at least ${least}`).min(least, `must be at least ${least}`)
const between = (least: number, most: number) => {
  const error = `must be a number from ${least} to ${most}`
  return z.number(error).min(least, error).max(most, error)
}
const yesOrNo = z.boolean('must be true or false')
const text = z.string('must be text')

/** What every call would be refused for is refused here, once. Fields that are not known are the provider's to judge. */
const knownFields: Record<string, z.ZodType> = {
  max_tokens: whole(1),
  max_completion_tokens: whole(1),
  max_output_tokens: whole(1),
  n: whole(1),
  dimensions: whole(1),
  top_logprobs: between(0, 20),
  temperature: between(0, 2),
  top_p: between(0, 1),
  frequency_penalty: between(-2, 2),
  presence_penalty: between(-2, 2),
  seed: z.int('must be a whole number'),
  stream: yesOrNo,
  store: yesOrNo,
  logprobs: yesOrNo,
  parallel_tool_calls: yesOrNo,
  model: text,
  user: text,
  service_tier: text,
  reasoning_effort: text,
  tools: z.never('cannot be set here: tools are objects'),
  messages: z.never('cannot be set here: messages are objects'),
}

const withKnownValues = (of: typeof requestDefaults) =>
  of.superRefine((value, context) => {
    for (const [name, one] of Object.entries(value)) {
      const [issue] = (Object.hasOwn(knownFields, name) && knownFields[name]?.safeParse(one).error?.issues) || []
      if (issue) context.addIssue({ code: 'custom', message: `have ${name}, which ${issue.message}` })
    }
  })

/** As they are given; what was saved before this was asked is still shown. */
export const requestDefaultsGiven = withKnownValues(requestDefaults)
export const requestForcedGiven = withKnownValues(requestForced)

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
