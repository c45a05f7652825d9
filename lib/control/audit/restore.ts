/**
 * Undo: what an audit entry knows of a product, pool, limit or price is written again, through the same operation as any other
 * edit, so it is checked, versioned and audited like one. What was deleted comes back under its id, with what it has used; a price
 * is followed by a new one.
 */
import type { z } from 'zod'
import { Fault } from '@/lib/base/faults'
import { toPublicId } from '@/lib/base/ids'
import { auditRestore, auditRestored } from '@/lib/contracts/audit'
import { limitCreate, limitUpdate } from '@/lib/contracts/limit'
import { poolCreate, poolUpdate } from '@/lib/contracts/pool'
import { priceCreate } from '@/lib/contracts/price'
import { productCreate, productUpdate } from '@/lib/contracts/product'
import type { CallInfo, Context } from '@/lib/control/context'
import { createLimit, updateLimit } from '@/lib/control/limits/limit-commands'
import { query } from '@/lib/control/operation'
import { createPool, updatePool } from '@/lib/control/pools/pool-operations'
import { createPrice } from '@/lib/control/prices/price-operations'
import { createProduct, updateProduct } from '@/lib/control/products/product-commands'

type State = Record<string, unknown>
type Restored = { id: string; created: boolean }
type Restorer = (context: Context, id: string, state: State, call: CallInfo) => Promise<Restored>

/** Needs the right to restore, and the right to do the edit it makes. */
export const restoreVersion = query(
  'audit.restore',
  { in: auditRestore, out: auditRestored },
  async (context, { version, to }) => {
    const entry = await context.db.auditEntry.findUnique({ where: { version: BigInt(version) } })
    if (!entry?.entityId) throw new Fault('resource.not_found', { public: 'There is no such audit entry.' })
    const restore = restorers[entry.noun]
    if (!restore) {
      throw new Fault('resource.wrong_state', { public: 'Only products, pools, limits and prices can be brought back.' })
    }
    const state = to === 'before' ? entry.before : entry.after
    if (!isState(state)) {
      const when = to === 'before' ? 'Before this entry it was not there' : 'This entry deleted it'
      throw new Fault('resource.wrong_state', { public: `${when}: there is nothing to bring back.` })
    }
    const call: CallInfo = { ...context.call, idempotencyKey: null, restoredFrom: version }
    return { noun: entry.noun, ...(await restore(context, entry.entityId, state, call)) }
  },
)

const restorers: Record<string, Restorer> = {
  async product({ actor, db }, uuid, state, call) {
    if ((await db.product.count({ where: { id: uuid } })) === 0)
      return made(await createProduct(actor, inputOf(productCreate, state), asItself(uuid, state, call)))
    return kept(await updateProduct(actor, { id: toPublicId('product', uuid), ...inputOf(productUpdate, state) }, call))
  },
  async pool({ actor, db }, uuid, state, call) {
    if ((await db.pool.count({ where: { id: uuid } })) === 0)
      return made(await createPool(actor, inputOf(poolCreate, state), asItself(uuid, state, call)))
    return kept(await updatePool(actor, { id: toPublicId('pool', uuid), ...inputOf(poolUpdate, state) }, call))
  },
  async limit({ actor, db }, uuid, state, call) {
    if ((await db.limit.count({ where: { id: uuid } })) === 0)
      return made(await createLimit(actor, inputOf(limitCreate, state), asItself(uuid, state, call)))
    return kept(await updateLimit(actor, { id: toPublicId('limit', uuid), ...inputOf(limitUpdate, state) }, call))
  },
  async price({ actor, now }, _, state, call) {
    // Prices are followed, never changed: what was charged stays charged.
    return made(await createPrice(actor, inputOf(priceCreate, { ...state, effectiveFrom: now.toISOString() }), call))
  },
}

function asItself(id: string, state: State, call: CallInfo): CallInfo {
  return { ...call, restoredAs: { id, setByOwner: state.setByOwner === true } }
}

const made = ({ id }: { id: string }): Restored => ({ id, created: true })
const kept = ({ id }: { id: string }): Restored => ({ id, created: false })

function isState(value: unknown): value is State {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What of a kept state an input takes: a view has ids, names and counts besides, which no input knows. */
export function inputOf<I extends z.ZodType>(contract: I, state: State): z.output<I> {
  const left = structuredClone(state)
  for (;;) {
    const parsed = contract.safeParse(left)
    if (parsed.success) return parsed.data
    const unknown = parsed.error.issues.filter((issue) => issue.code === 'unrecognized_keys')
    if (unknown.length === 0) {
      const [issue] = parsed.error.issues
      const field = issue?.path.join('.') ?? ''
      throw new Fault('resource.wrong_state', { public: `It cannot be brought back as it was: ${field} ${issue?.message}.` })
    }
    for (const { path, keys } of unknown) for (const key of keys) removeAt(left, [...path, key])
  }
}

function removeAt(value: unknown, path: PropertyKey[]): void {
  const [first, ...rest] = path
  if (typeof value !== 'object' || value === null || first === undefined) return
  const record = value as Record<PropertyKey, unknown>
  if (rest.length === 0) delete record[first]
  else removeAt(record[first], rest)
}
