import type { Actor } from '@/lib/access/actor'
import { checkDrift } from '@/lib/azure/drift/check-drift'
import type { DriftItem } from '@/lib/azure/drift/drift'
import { instanceOf } from '@/lib/azure/instances/instance-operations'
import type { EntityChange, PublishKind } from '@/lib/azure/publish/entity'
import { planPublish } from '@/lib/azure/publish/plan-publish'
import { publishToAzure } from '@/lib/azure/publish/publish-operations'
import { runPublish } from '@/lib/azure/publish/run-publish'
import { Fault } from '@/lib/base/faults'
import { parsePublicId, toPublicId } from '@/lib/base/ids'
import { azureDrift, azureResolveIn } from '@/lib/contracts/azure-publish'
import { empty } from '@/lib/contracts/paging'
import { updateBackend } from '@/lib/control/backends/backend-commands'
import { controlPorts } from '@/lib/control/control-ports'
import { isoOrNull } from '@/lib/control/iso'
import { query } from '@/lib/control/operation'
import { updatePool } from '@/lib/control/pools/pool-operations'
import { updateProduct } from '@/lib/control/products/product-commands'
import { updateSubscription } from '@/lib/control/subscriptions/subscription-commands'

const path = { id: 'azureInstance' } as const

/** What the last comparison found. */
export const getAzureDrift = query('azure.read', { path, in: empty, out: azureDrift }, async (context, { id }) => {
  const { drift, driftCheckedAt } = await instanceOf(context, id)
  return { checkedAt: isoOrNull(driftCheckedAt), items: (drift ?? []) as DriftItem[] }
})

/** Compares now. */
export const checkAzureDrift = query('azure.fetch', { path, in: empty, out: azureDrift }, async (context, { id }) => {
  await instanceOf(context, id)
  await checkDrift(controlPorts(), id)
  const { drift, driftCheckedAt } = await instanceOf(context, id)
  return { checkedAt: isoOrNull(driftCheckedAt), items: (drift ?? []) as DriftItem[] }
})

/** Keeps theirs: our field takes their value. Keeps ours: the entity is published again, and nothing else is. */
export const resolveAzureDrift = query(
  'azure.publish',
  { path, in: azureResolveIn, out: azureDrift },
  async (context, { id, kind, name, field, keep }) => {
    const row = await instanceOf(context, id)
    const { changes } = await planPublish(context, row)
    const change = changes.find((one) => one.kind === kind && one.name === name && one.action !== 'keep')
    if (!change) throw new Fault('resource.not_found', { public: 'It does not differ any more. Compare again.' })
    if (keep === 'ours' && change.action === 'conflict')
      throw new Fault('resource.wrong_state', { public: 'It is not ours to write. Take it over first.' })
    if (keep === 'theirs') await takeTheirs(context.actor, change, field)
    else await publishOne(context.actor, id, { kind, name })
    await checkDrift(controlPorts(), id)
    const { drift, driftCheckedAt } = await instanceOf(context, id)
    return { checkedAt: isoOrNull(driftCheckedAt), items: (drift ?? []) as DriftItem[] }
  },
)

/** Waits for it: the page shows what is true afterwards. */
async function publishOne(actor: Actor, id: string, only: { kind: PublishKind; name: string }): Promise<void> {
  const ports = controlPorts()
  const { publish } = await publishToAzure(actor, { id: toPublicId('azureInstance', id), only, dryRun: false })
  const publishId = parsePublicId('azurePublish', publish?.id ?? '') ?? ''
  await runPublish({ ports, by: `resolving ${publishId}` }, publishId)
  for (let tries = 0; tries < 100; tries++) {
    const { state, error } = await ports.db.azurePublish.findUniqueOrThrow({ where: { id: publishId } })
    if (state === 'failed') throw new Fault('azure.refused', { public: error ?? 'Azure refused it.' })
    if (state !== 'pending') return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Through the commands people use, as the person who decided: so it is checked, audited and can be restored. */
async function takeTheirs(
  actor: Actor,
  { kind, actual, desired, fields }: EntityChange,
  field: string | undefined,
): Promise<void> {
  const wanted = fields.filter((one) => field === undefined || one.field === field)
  if (!desired || !actual || wanted.length === 0) throw notTakeable()
  const any = { ifMatch: '*' }
  for (const { field: name, from } of wanted) {
    const text = String(from ?? '')
    if (kind === 'products' && name === 'displayName')
      await updateProduct(actor, { id: toPublicId('product', desired.entityId), name: text }, any)
    else if (kind === 'products' && name === 'description')
      await updateProduct(actor, { id: toPublicId('product', desired.entityId), description: text }, any)
    else if (kind === 'products' && name === 'terms')
      await updateProduct(actor, { id: toPublicId('product', desired.entityId), terms: text }, any)
    else if (kind === 'products' && name === 'approvalRequired')
      await updateProduct(actor, { id: toPublicId('product', desired.entityId), requiresApproval: from === true }, any)
    else if (kind === 'backends' && name === 'title')
      await updateBackend(actor, { id: toPublicId('backend', desired.entityId), name: text }, any)
    else if (kind === 'pools' && name === 'title')
      await updatePool(actor, { id: toPublicId('pool', desired.entityId), name: text }, any)
    else if (kind === 'subscriptions' && name === 'displayName')
      await updateSubscription(actor, { id: toPublicId('subscription', desired.entityId), name: text }, any)
    else throw notTakeable()
  }
}

function notTakeable(): Fault {
  return new Fault('resource.wrong_state', {
    public: 'This field has no single counterpart here: change the product, its limits or its pool, or keep ours.',
  })
}
