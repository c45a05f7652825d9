/** What an instance becomes here, and what the admin chooses about it. Nothing is made by any of these. */
import { importView } from '@/lib/azure/import/import-view'
import { docsOf, makesOf, planInstance } from '@/lib/azure/import/plan-instance'
import { instanceOf } from '@/lib/azure/instances/instance-operations'
import { getLatestEstate } from '@/lib/azure/read/latest-estate'
import { toPublicId } from '@/lib/base/ids'
import { type AzurePlan, azurePlan, azurePlanItemList, azurePlanItemPage } from '@/lib/contracts/azure-import'
import { type AzureChoices, azureChoices } from '@/lib/contracts/azure-plan'
import { empty } from '@/lib/contracts/paging'
import type { Context } from '@/lib/control/context'
import type { Tx } from '@/lib/control/database'
import { iso } from '@/lib/control/iso'
import { command, query } from '@/lib/control/operation'

export const getAzurePlan = query(
  'azure.read',
  { path: { id: 'azureInstance' }, in: empty, out: azurePlan },
  async (context, { id }) => {
    await instanceOf(context, id)
    return viewOf(context, id)
  },
)

/** Keeps what was chosen, and answers the plan it makes. */
export const chooseAzurePlan = command(
  'azure.import',
  { path: { id: 'azureInstance' }, in: azureChoices, out: azurePlan },
  async (context, { id, ...choices }) => {
    await instanceOf(context, id)
    const name = settingOf(id)
    const before = await choicesOf(context.db, id)
    await context.db.setting.upsert({ where: { name }, create: { name, value: choices }, update: { value: choices } })
    context.record({ noun: 'azureInstance', id, before: { choices: before }, after: { choices }, alters: [] })
    return viewOf(context, id)
  },
)

/** The items of the plan, what does not map first. */
export const listAzurePlanItems = query(
  'azure.read',
  { path: { id: 'azureInstance' }, in: azurePlanItemList, out: azurePlanItemPage },
  async (context, { id, limit, cursor, search, verdict, kind }) => {
    await instanceOf(context, id)
    const { estate } = await getLatestEstate(context, id)
    const { items } = await planInstance(context.db, id, estate, await choicesOf(context.db, id))
    const words = search?.toLowerCase()
    const found = items
      .filter((item) => (verdict === undefined || item.verdict === verdict) && (kind === undefined || item.kind === kind))
      .filter((item) => words === undefined || textOf(item).includes(words))
      .toSorted((a, b) => rank[a.verdict] - rank[b.verdict])
    const from = cursor === undefined ? 0 : Math.max(0, Number.parseInt(cursor, 10) || 0)
    const next = from + limit
    return { items: found.slice(from, next), nextCursor: next < found.length ? String(next) : null }
  },
)

const rank = { not: 0, loss: 1, maps: 2 }

function textOf({ name, title, reason, key }: { name: string; title: string; reason: string; key: string }): string {
  return `${name} ${title} ${reason} ${key}`.toLowerCase()
}

export async function choicesOf(db: Tx, instanceId: string): Promise<AzureChoices> {
  const stored = await db.setting.findUnique({ where: { name: settingOf(instanceId) } })
  return azureChoices.parse(stored?.value ?? {})
}

async function viewOf(context: Context, id: string): Promise<AzurePlan> {
  const { db } = context
  const { estate, readAt } = await getLatestEstate(context, id)
  const choices = await choicesOf(db, id)
  const plan = await planInstance(db, id, estate, choices)
  const links = await db.azureImported.findMany({ where: { instanceId: id }, select: { noun: true, source: true } })
  const last = await db.azureImport.findFirst({ where: { instanceId: id }, orderBy: { startedAt: 'desc' } })
  return {
    instanceId: toPublicId('azureInstance', id),
    readAt: iso(readAt),
    counts: plan.counts,
    makes: makesOf(docsOf(plan), new Set(links.map(({ noun, source }) => `${noun} ${source}`))),
    choices,
    models: plan.models,
    tenants: [...new Set(plan.docs.subscriptions.map(({ doc }) => String(doc.tenant)))],
    lastImport: last ? importView(last) : null,
  }
}

function settingOf(instanceId: string): string {
  return `azure.choices.${instanceId}`
}
