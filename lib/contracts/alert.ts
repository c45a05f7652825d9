/** Rules that watch figures, and the alerts they raise. */
import { z } from 'zod'
import { alertStates, figures, isCallFigure, noticeSeverities } from '@/lib/contracts/enumerations'
import { count, currency, idOf, instant, modelName, nameText, reasonText, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

const severity = z.enum(noticeSeverities)
const threshold = z.number().min(0).max(1e15)
const windowMinutes = z
  .int()
  .min(1)
  .max(31 * 1440, 'must be at most 31 days')
const forMinutes = z.int().min(0).max(1440, 'must be at most a day')

export const rule = z
  .object({
    id: idOf('rule'),
    name: z.string(),
    figure: z.enum(figures),
    comparison: z.enum(['above', 'below']),
    threshold: z.number(),
    windowMinutes: count,
    forMinutes: count,
    minCalls: count,
    currency: z.string().nullable(),
    tenantId: idOf('tenant').nullable(),
    productId: idOf('product').nullable(),
    backendId: idOf('backend').nullable(),
    model: z.string().nullable(),
    severity,
    enabled: z.boolean(),
    repeatHours: z.int().nullable(),
    silencedUntil: instant.nullable(),
    silenceReason: z.string().nullable(),
    evaluatedAt: instant.nullable(),
    lastValue: z.number().nullable(),
    lastError: z.string().nullable(),
    /** Alerts of this rule that are open now. */
    openAlerts: count,
    version,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'AlertRule' })

const where = {
  tenantId: idOf('tenant').nullish(),
  productId: idOf('product').nullish(),
  backendId: idOf('backend').nullish(),
  model: modelName.nullish(),
}

const shape = z.strictObject({
  name: nameText,
  figure: z.enum(figures),
  comparison: z.enum(['above', 'below']).default('above'),
  /** Per cent of rates, milliseconds, money, calls, tokens, megabytes of spool, seconds, days until a key expires. */
  threshold,
  windowMinutes: windowMinutes.default(15),
  forMinutes: forMinutes.default(0),
  minCalls: z.int().min(0).max(1e9).default(0),
  currency: currency.nullish(),
  ...where,
  severity: severity.default('warning'),
  enabled: z.boolean().default(true),
  repeatHours: z.int().min(1).max(168).nullish(),
})

export const ruleCreate = shape.superRefine(refineRule).meta({ id: 'AlertRuleCreate' })

/** The figure stays: another figure would be another rule. */
export const ruleUpdate = z
  .strictObject({
    name: nameText.optional(),
    comparison: z.enum(['above', 'below']).optional(),
    threshold: threshold.optional(),
    windowMinutes: windowMinutes.optional(),
    forMinutes: forMinutes.optional(),
    minCalls: z.int().min(0).max(1e9).optional(),
    currency: currency.nullish(),
    ...where,
    severity: severity.optional(),
    enabled: z.boolean().optional(),
    repeatHours: z.int().min(1).max(168).nullish(),
  })
  .meta({ id: 'AlertRuleUpdate' })

/** Nothing is sent until then; alerts are still kept. No time ends a silence. */
export const ruleSilence = z
  .strictObject({ until: instant.nullable(), reason: reasonText.nullish() })
  .meta({ id: 'AlertRuleSilence' })

export const ruleList = listQuery.extend({ figure: z.enum(figures).optional(), severity: severity.optional() })
export const rulePage = pageOf(rule, 'AlertRulePage')

export const alert = z
  .object({
    id: idOf('alert'),
    ruleId: idOf('rule').nullable(),
    ruleName: z.string(),
    state: z.enum(alertStates),
    severity,
    summary: z.string(),
    figure: z.enum(figures),
    value: z.number(),
    threshold: z.number(),
    tenantId: idOf('tenant').nullable(),
    path: z.string().nullable(),
    firedAt: instant,
    seenAt: instant,
    /** How often people were told. */
    notices: count,
    silencedUntil: instant.nullable(),
    acknowledgedAt: instant.nullable(),
    acknowledgedBy: z.string().nullable(),
    note: z.string().nullable(),
    resolvedAt: instant.nullable(),
  })
  .meta({ id: 'Alert' })

export const alertAcknowledge = z.strictObject({ note: z.string().trim().max(500).default('') }).meta({ id: 'AlertAcknowledge' })

export const alertList = listQuery.omit({ sort: true }).extend({
  /** `open` is firing or acknowledged. */
  state: z.enum([...alertStates, 'open']).optional(),
  severity: severity.optional(),
  ruleId: idOf('rule').optional(),
  tenantId: idOf('tenant').optional(),
  from: instant.optional(),
  to: instant.optional(),
})
export const alertPage = pageOf(alert, 'AlertPage')

export type AlertFigure = (typeof figures)[number]
export type AlertRule = z.output<typeof rule>
export type AlertRuleCreate = z.input<typeof ruleCreate>
export type AlertRuleUpdate = z.input<typeof ruleUpdate>
export type Alert = z.output<typeof alert>

function refineRule(input: z.output<typeof shape>, context: z.RefinementCtx): void {
  const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  if (input.figure === 'spend' && !input.currency)
    complain('currency', 'must not be empty: money of different currencies is not added')
  if (input.figure !== 'spend' && input.currency) complain('currency', 'is for spend only')
  if (input.figure === 'latencyP95' && input.windowMinutes > 360)
    complain('windowMinutes', 'must be at most 360 for latency: of longer spans only sums are kept')
  if (isCallFigure(input.figure)) return
  if (input.productId || input.model) complain(input.productId ? 'productId' : 'model', 'is for figures of calls')
  if (input.tenantId && input.figure !== 'keysExpiring') complain('tenantId', 'is for figures of calls and keys')
  if (input.backendId && input.figure !== 'breakersOpen') complain('backendId', 'is for figures of calls and breakers')
}
