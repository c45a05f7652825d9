/** What an import of the instance and the console's own mappings say about names of API Management. */
import type { Names } from '@/lib/azure/usage/usage-names'
import { parsePublicId } from '@/lib/base/ids'
import type { Tx } from '@/lib/control/database'

const AMBIGUOUS = ''

export async function readNames(db: Tx): Promise<Names> {
  const [imported, mappings, models, deployments] = await Promise.all([
    db.azureImported.findMany({ where: { noun: 'subscriptions' }, select: { source: true, entityId: true } }),
    db.azureUsageMapping.findMany(),
    db.model.findMany({ select: { name: true, aliases: true } }),
    db.deployment.findMany({ select: { name: true, model: true } }),
  ])
  const subscriptions = new Map<string, string>()
  const products = new Map<string, string>()
  for (const { source, entityId } of imported) {
    const id = parsePublicId('subscription', entityId)
    const name = /^subscription[:/ ](.+)$/.exec(source)?.[1]
    if (id === null || name === undefined) continue
    const known = subscriptions.get(name.toLowerCase())
    // Two instances have one of that name: nobody is charged until somebody says whose it is.
    subscriptions.set(name.toLowerCase(), known === undefined || known === id ? id : AMBIGUOUS)
  }
  for (const [name, id] of subscriptions) if (id === AMBIGUOUS) subscriptions.delete(name)
  // What was said by hand goes before what an import made of it.
  for (const { kind, name, subscriptionId } of mappings) (kind === 'product' ? products : subscriptions).set(name, subscriptionId)
  const names = new Map<string, string>()
  for (const { name, model } of deployments) names.set(name.toLowerCase(), model)
  for (const { name, aliases } of models) for (const one of [...aliases, name]) names.set(one.toLowerCase(), name)
  return { subscriptions, products, models: names }
}
