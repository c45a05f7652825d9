/** One subscription with the two keys its callers have already: in one transaction, and once. */
import { z } from 'zod'
import { hmac } from '@/lib/base/digest'
import { Fault } from '@/lib/base/faults'
import { newUuid, toPublicId } from '@/lib/base/ids'
import { idOf } from '@/lib/contracts/fields'
import type { CommandContext } from '@/lib/control/context'
import { dbIdOf } from '@/lib/control/input'
import { command } from '@/lib/control/operation'

const secret = z.string().min(16, 'must have at least 16 characters').max(256)

const given = z.strictObject({
  instanceId: z.string(),
  source: z.string(),
  digest: z.string(),
  tenantId: idOf('tenant'),
  productId: idOf('product'),
  name: z.string().min(1).max(120),
  state: z.enum(['active', 'suspended', 'submitted']),
  cidrs: z.array(z.string()),
  primary: secret.nullable(),
  secondary: secret.nullable(),
})

const made = z.object({ id: idOf('subscription'), keys: z.int() })

/** Not an endpoint: the keys are handed over in memory, kept as digests, and shown nowhere. */
export const importSubscription = command('azure.import', { in: given, out: made }, async (context, input) => {
  const { db, now } = context
  const { instanceId, source, digest, state, cidrs } = input
  const tenantId = dbIdOf('tenant', input.tenantId) ?? ''
  const productId = dbIdOf('product', input.productId) ?? ''
  const name = await freeName(context, tenantId, input.name)
  const id = newUuid()
  const note = 'Brought over from API Management'
  await db.subscription.create({ data: { id, tenantId, productId, name, state, purpose: note, createdAt: now } })
  const publicId = toPublicId('subscription', id)
  context.record({ noun: 'subscription', id, tenantId, after: { id: publicId, name, state, productId: input.productId } })
  let keys = 0
  // A key of a subscription that waits for approval would answer calls nobody has approved: its state is asked with each.
  for (const slot of ['primary', 'secondary'] as const) {
    const value = input[slot]
    if (value === null || (slot === 'secondary' && value === input.primary)) continue
    await adoptKey(context, { subscriptionId: id, tenantId, slot, value, cidrs })
    keys++
  }
  await db.azureImported.create({
    data: { instanceId, source, noun: 'subscriptions', entityId: publicId, name, digest, createdAt: now },
  })
  return { id: publicId, keys }
})

/** A tenant that was here before may have one of that name. */
async function freeName({ db }: CommandContext, tenantId: string, wanted: string): Promise<string> {
  const stem = wanted.slice(0, 114)
  const rows = await db.subscription.findMany({ where: { tenantId, name: { startsWith: stem } }, select: { name: true } })
  const taken = new Set(rows.map(({ name }) => name))
  let name = wanted
  for (let n = 2; taken.has(name); n++) name = `${stem} ${n}`
  return name
}

type Adopted = { subscriptionId: string; tenantId: string; slot: 'primary' | 'secondary'; value: string; cidrs: string[] }

async function adoptKey(context: CommandContext, { subscriptionId, tenantId, slot, value, cidrs }: Adopted): Promise<void> {
  const { db, ports, now } = context
  const digest = new Uint8Array(hmac(ports.pepper.bytes, value))
  const known = await db.key.findUnique({ where: { digest }, select: { id: true } })
  if (known) throw new Fault('resource.conflict', { public: `Its ${slot} key is the key of another subscription here already.` })
  const id = newUuid()
  const label = { prefix: value.slice(0, 4), last4: value.slice(-4) }
  await db.key.create({
    data: {
      id,
      subscriptionId,
      slot,
      name: 'API Management',
      ...label,
      digest,
      pepperId: ports.pepper.id,
      cidrs,
      models: [],
      createdAt: now,
    },
  })
  context.record({ noun: 'key', id, tenantId, after: { id: toPublicId('key', id), slot, ...label, cidrs } })
}
