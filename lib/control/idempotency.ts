/**
 * A create that carries an Idempotency-Key happens once: the same key with the same input answers what the first one
 * answered (without its secret), with another input it is a mistake. Kept 24 hours per actor and action.
 */
import type { Action } from '@/lib/access/permissions'
import { sha256 } from '@/lib/base/digest'
import { Fault } from '@/lib/base/faults'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'

const KEPT_MS = 24 * 3_600_000

type Claimed = { actorId: string; route: string; key: string }

/** Null without a key; a replay where this was done before; else the claim to finish. A twin under way is waited for. */
export async function claimIdempotency(
  context: Context,
  action: Action,
  input: unknown,
): Promise<{ replay: unknown } | { claimed: Claimed } | null> {
  const { actor, call, db, now } = context
  const key = call.idempotencyKey
  if (!key) return null
  if (key.length > 200) throw new Fault('request.invalid', { public: 'Idempotency-Key must have at most 200 characters.' })
  const claimed = { actorId: actor.userId, route: action, key }
  const bodyDigest = new Uint8Array(sha256(JSON.stringify(input)))
  await db.idempotencyKey.deleteMany({ where: { ...claimed, createdAt: { lt: new Date(now.getTime() - KEPT_MS) } } })
  const { count } = await db.idempotencyKey.createMany({ data: { ...claimed, bodyDigest, createdAt: now }, skipDuplicates: true })
  if (count === 1) return { claimed }
  const known = await db.idempotencyKey.findUniqueOrThrow({ where: { actorId_route_key: claimed } })
  if (Buffer.compare(known.bodyDigest, bodyDigest) !== 0) {
    throw new Fault('request.idempotency_mismatch', { public: 'This Idempotency-Key was used with another request.' })
  }
  if (known.status === null) throw new Fault('request.idempotency_in_progress')
  return { replay: known.response }
}

/** Keeps the answer for replays. */
export async function finishIdempotency(context: Context, claimed: Claimed, output: unknown): Promise<void> {
  const response = JSON.parse(JSON.stringify(output)) as Prisma.InputJsonValue
  await context.db.idempotencyKey.update({ where: { actorId_route_key: claimed }, data: { status: 201, response } })
}
