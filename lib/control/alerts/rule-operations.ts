import { Fault } from '@/lib/base/faults'
import { newUuid, toPublicId } from '@/lib/base/ids'
import { type AlertRule, rule, ruleCreate, ruleList, rulePage, ruleSilence, ruleUpdate } from '@/lib/contracts/alert'
import { deleted, empty } from '@/lib/contracts/paging'
import type { CommandContext, Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbIdOf, invalidField } from '@/lib/control/input'
import { iso, isoOrNull } from '@/lib/control/iso'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'
import { requireVersion } from '@/lib/control/versions'

const ruleInclude = {
  _count: { select: { alerts: { where: { firedAt: { not: null }, resolvedAt: null } } } },
} satisfies Prisma.AlertRuleInclude

type RuleRow = Prisma.AlertRuleGetPayload<{ include: typeof ruleInclude }>

export const listRules = query('rules.read', { in: ruleList, out: rulePage }, ({ db }, input) => {
  const where: Prisma.AlertRuleWhereInput = {
    ...(input.figure && { figure: input.figure }),
    ...(input.severity && { severity: input.severity }),
    ...(input.search && { name: containing(input.search) }),
  }
  return pageOf({
    query: input,
    sorts: { name: 'text', createdAt: 'time' },
    defaultSort: 'name',
    fetch: ({ after, orderBy, take }) =>
      db.alertRule.findMany({ where: { AND: [where, after] }, orderBy, take, include: ruleInclude }),
    view: ruleView,
  })
})

export const getRule = query('rules.read', { path: { id: 'rule' }, in: empty, out: rule }, async (context, { id }) =>
  ruleView(await ruleOf(context, id)),
)

export const createRule = command('rules.create', { in: ruleCreate, out: rule, creates: true }, async (context, input) => {
  const { tenantId, productId, backendId, ...fields } = input
  const data = { ...fields, ...(await checkedWhere(context, { tenantId, productId, backendId, model: fields.model })) }
  const row = await context.db.alertRule.create({
    data: { id: newUuid(), ...data, createdAt: context.now },
    include: ruleInclude,
  })
  const after = ruleView(row)
  context.record({ noun: 'rule', id: row.id, tenantId: row.tenantId, after, alters: [] })
  return after
})

export const updateRule = command(
  'rules.update',
  { path: { id: 'rule' }, in: ruleUpdate, out: rule, versioned: true },
  async (context, { id, tenantId, productId, backendId, ...fields }) => {
    const row = await ruleOf(context, id)
    const before = ruleView(row)
    requireVersion(context, before)
    const where = await checkedWhere(context, { tenantId, productId, backendId, model: fields.model })
    const merged = { ...before, ...fields, ...publicWhere({ tenantId, productId, backendId }) }
    requireSense(merged)
    return await save(context, row, { ...fields, ...where }, before)
  },
)

/** Nothing is sent until then. Alerts are kept all the same, and one that is still open afterwards is told. */
export const silenceRule = command(
  'rules.update',
  { path: { id: 'rule' }, in: ruleSilence, out: rule },
  async (context, { id, until, reason }) => {
    const row = await ruleOf(context, id)
    const before = ruleView(row)
    requireVersion(context, before)
    if (until && new Date(until) <= context.now) throw invalidField('until', 'must be in the future')
    const data = { silencedUntil: until ? new Date(until) : null, silenceReason: until ? (reason ?? null) : null }
    return await save(context, row, data, before)
  },
)

/** Its alerts stay in the history; what is open is closed. */
export const deleteRule = command(
  'rules.delete',
  { path: { id: 'rule' }, in: empty, out: deleted, versioned: true },
  async (context, { id }) => {
    const row = await ruleOf(context, id)
    const before = ruleView(row)
    requireVersion(context, before)
    await context.db.alert.deleteMany({ where: { ruleId: id, firedAt: null } })
    await context.db.alert.updateMany({ where: { ruleId: id, resolvedAt: null }, data: { resolvedAt: context.now } })
    await context.db.alertRule.delete({ where: { id, version: row.version } })
    context.record({ noun: 'rule', id, tenantId: row.tenantId, before, alters: [] })
    return { deleted: true as const }
  },
)

async function save(
  context: CommandContext,
  row: RuleRow,
  data: Prisma.AlertRuleUncheckedUpdateInput,
  before: AlertRule,
): Promise<AlertRule> {
  const updated = await context.db.alertRule.update({
    where: { id: row.id, version: row.version },
    data: { ...data, version: { increment: 1 } },
    include: ruleInclude,
  })
  const after = ruleView(updated)
  context.record({ noun: 'rule', id: row.id, tenantId: updated.tenantId, before, after, alters: [] })
  return after
}

async function ruleOf({ db }: Context, id: string): Promise<RuleRow> {
  const row = await db.alertRule.findUnique({ where: { id }, include: ruleInclude })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such rule.' })
  return row
}

type Where = {
  tenantId?: string | null | undefined
  productId?: string | null | undefined
  backendId?: string | null | undefined
  model?: string | null | undefined
}

/** What a rule is narrowed to, in database ids, and there. */
async function checkedWhere({ db }: Context, { tenantId, productId, backendId, model }: Where) {
  const ids = {
    tenantId: dbIdOf('tenant', tenantId),
    productId: dbIdOf('product', productId),
    backendId: dbIdOf('backend', backendId),
  }
  if (ids.tenantId && (await db.tenant.count({ where: { id: ids.tenantId } })) === 0)
    throw invalidField('tenantId', 'is not a tenant')
  if (ids.productId && (await db.product.count({ where: { id: ids.productId } })) === 0)
    throw invalidField('productId', 'is not a product')
  if (ids.backendId && (await db.backend.count({ where: { id: ids.backendId } })) === 0)
    throw invalidField('backendId', 'is not a backend')
  if (model && (await db.model.count({ where: { name: model } })) === 0) throw invalidField('model', 'is not a model')
  return ids
}

function publicWhere(given: Where): Partial<AlertRule> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** A changed rule as a whole must be one that could be made. */
function requireSense({ name, figure, comparison, threshold, windowMinutes, currency, ...where }: AlertRule): void {
  const { tenantId, productId, backendId, model } = where
  const whole = { name, figure, comparison, threshold, windowMinutes, currency, tenantId, productId, backendId, model }
  const issue = ruleCreate.safeParse(whole).error?.issues[0]
  if (issue) throw invalidField(issue.path.join('.'), issue.message)
}

function ruleView(row: RuleRow): AlertRule {
  return rule.parse({
    id: toPublicId('rule', row.id),
    name: row.name,
    figure: row.figure,
    comparison: row.comparison,
    threshold: row.threshold,
    windowMinutes: row.windowMinutes,
    forMinutes: row.forMinutes,
    minCalls: row.minCalls,
    currency: row.currency,
    tenantId: row.tenantId && toPublicId('tenant', row.tenantId),
    productId: row.productId && toPublicId('product', row.productId),
    backendId: row.backendId && toPublicId('backend', row.backendId),
    model: row.model,
    severity: row.severity,
    enabled: row.enabled,
    repeatHours: row.repeatHours,
    silencedUntil: isoOrNull(row.silencedUntil),
    silenceReason: row.silenceReason,
    evaluatedAt: isoOrNull(row.evaluatedAt),
    lastValue: row.lastValue,
    lastError: row.lastError,
    openAlerts: row._count.alerts,
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  })
}
