/** Configuration as code: all of it out as a document, a document against what is here, and what it says done. */
import { isFault } from '@/lib/base/faults'
import {
  configApplied,
  configApplyIn,
  configDrift,
  configExport,
  configOrder,
  configPlan,
  configPlanIn,
} from '@/lib/contracts/config'
import { empty } from '@/lib/contracts/paging'
import { type Applier, applyChange, idName } from '@/lib/control/config/apply-change'
import { readDocument, writeDocument } from '@/lib/control/config/config-document'
import { type PlannedChange, planConfig, shownPlan } from '@/lib/control/config/plan-config'
import { documentOf, type Estate, readEstate } from '@/lib/control/config/read-estate'
import { invalidField } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { faultOf } from '@/lib/control/prisma-faults'

/** The document that was applied last, when and by whom. */
const APPLIED = 'config.applied'

type Applied = { yaml: string; at: string; by: string }

export const exportConfig = query('config.read', { in: empty, out: configExport }, async (context) => ({
  yaml: await writeDocument(documentOf(await readEstate(context))),
}))

export const planConfigChange = query('config.read', { in: configPlanIn, out: configPlan }, async (context, { yaml, prune }) =>
  shownPlan(await planConfig(await readDocument(yaml), await readEstate(context), prune)),
)

/** Each change by its own command, in the order they need each other: each is in the audit trail, and where one fails the rest waits. */
export const applyConfig = query(
  'config.apply',
  { in: configApplyIn, out: configApplied },
  async (context, { yaml, prune, secrets }) => {
    const document = await readDocument(yaml)
    const estate = await readEstate(context)
    const plan = await planConfig(document, estate, prune)
    const [problem] = plan.changes.filter((change) => change.problem !== null)
    if (problem) throw invalidField('yaml', `cannot be applied: ${problem.noun} ${problem.name}: ${problem.problem}`)
    const absent = plan.secrets.find((name) => !secrets[name])
    if (absent) throw invalidField(`secrets.${absent}`, 'is missing')
    const applier: Applier = { actor: context.actor, call: context.call, secrets, ids: idsOf(estate), later: [] }
    const done: { noun: string; name: string; action: string }[] = []
    const steps = inOrder(plan.changes).map((change) => ({ change, run: () => applyChange(applier, change), isLast: false }))
    for (const { change, run, isLast } of withLater(steps, applier)) {
      const { noun, name, action } = change
      try {
        await run()
        if (!isLast) done.push({ noun, name, action })
      } catch (error) {
        const fault = isFault(error) ? error : faultOf(error)
        return { done, failure: { noun, name, message: fault.public } }
      }
    }
    const value: Applied = { yaml, at: context.now.toISOString(), by: context.actor.name }
    await context.db.setting.upsert({ where: { name: APPLIED }, create: { name: APPLIED, value }, update: { value } })
    return { done, failure: null }
  },
)

export const getConfigDrift = query('config.read', { in: empty, out: configDrift }, async (context) => {
  const row = await context.db.setting.findUnique({ where: { name: APPLIED } })
  if (!row) return { appliedAt: null, appliedBy: null, plan: null }
  const { yaml, at, by } = row.value as Applied
  const plan = await planConfig(await readDocument(yaml), await readEstate(context), false)
  return { appliedAt: at, appliedBy: by, plan: shownPlan(plan) }
})

type Step = { change: PlannedChange; run: () => Promise<unknown>; isLast: boolean }

/** The steps, and then what they have left for the end. */
function* withLater(steps: Step[], { later }: Applier): Generator<Step> {
  yield* steps
  for (const one of later) yield { ...one, isLast: true }
}

function idsOf(estate: Estate): Map<string, string> {
  const ids = new Map<string, string>()
  for (const noun of configOrder) for (const { key, id } of estate[noun].values()) ids.set(idName(noun, key), id)
  return ids
}

/** Parents before their children; a pool that falls back on a model that is not there yet learns of it at the end. */
function inOrder(changes: PlannedChange[]): PlannedChange[] {
  const made = new Map(
    changes.filter(({ noun, action }) => noun === 'tenants' && action === 'create').map((change) => [change.name, change]),
  )
  const ordered = new Set<PlannedChange>()
  const place = (change: PlannedChange, depth = 0) => {
    const parent = change.noun === 'tenants' ? made.get(String(change.entry.doc.parent)) : undefined
    if (parent && depth < 16) place(parent, depth + 1)
    ordered.add(change)
  }
  for (const change of changes) place(change)
  return [...ordered]
}
