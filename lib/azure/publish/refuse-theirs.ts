/** Asked right before a write: between planning it and now somebody may have handed the entity to API Management. */
import { keyOf } from '@/lib/azure/publish/entity'
import { readOwned } from '@/lib/azure/publish/plan-publish'
import { Fault } from '@/lib/base/faults'
import type { Tx } from '@/lib/control/database'

type Row = { kind: string; name: string; after: unknown }

/** Throws where the entity is API Management's, or what it is to hang on. Our part of what was handed over may go. */
export async function refuseTheirs(db: Tx, instanceId: string, row: Row): Promise<void> {
  const parents = row.after === null ? [] : parentsOf(row)
  const asked = new Set([row, ...parents].map(keyOf))
  const theirs = (await readOwned(db, instanceId, 'apim')).find((one) => asked.has(keyOf(one)))
  if (!theirs) return
  const what = keyOf(theirs) === keyOf(row) ? 'It' : `${theirs.kind} ${theirs.name}`
  throw new Fault('resource.conflict', { public: `${what} belongs to API Management since it was planned.` })
}

function parentsOf({ kind, name, after }: Row): { kind: string; name: string }[] {
  const [parent = ''] = name.split('/')
  const product = ((after ?? {}) as { product?: unknown }).product
  if (kind === 'productApis')
    return [
      { kind: 'products', name: parent },
      { kind: 'apis', name: name.slice(parent.length + 1) },
    ]
  if (kind === 'productPolicies') return [{ kind: 'products', name }]
  if (kind === 'apiOperations') return [{ kind: 'apis', name: parent }]
  return kind === 'subscriptions' ? [{ kind: 'products', name: String(product) }] : []
}
