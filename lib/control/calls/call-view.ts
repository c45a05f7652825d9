import { isAllowed } from '@/lib/access/actor'
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Call } from '@/lib/contracts/call'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { iso } from '@/lib/control/iso'

export type CallRow = Prisma.UsageRecordGetPayload<object>

/** How the API shows these calls: with the names their ids have today, and their key for those who may see keys. */
export async function callViewer(context: Context, rows: CallRow[]): Promise<(row: CallRow) => Call> {
  const names = await namesOf(context, rows)
  const nameOf = (id: string) => names.get(id) ?? 'deleted'
  return (row) => ({
    id: toPublicId('call', row.id),
    startedAt: iso(row.startedAt),
    durationMs: row.durationMs,
    firstByteMs: row.firstByteMs,
    tenantId: toPublicId('tenant', row.tenantId),
    tenantName: nameOf(row.tenantId),
    productId: toPublicId('product', row.productId),
    productName: nameOf(row.productId),
    subscriptionId: toPublicId('subscription', row.subscriptionId),
    subscriptionName: nameOf(row.subscriptionId),
    keyId: isAllowed(context.actor, 'keys.read', row.tenantId) ? toPublicId('key', row.keyId) : null,
    keyLast4: isAllowed(context.actor, 'keys.read', row.tenantId) ? (names.get(row.keyId) ?? null) : null,
    userId: row.userId && toPublicId('user', row.userId),
    endUser: row.endUser,
    tags: row.tags,
    model: row.model,
    backendId: row.backendId && toPublicId('backend', row.backendId),
    backendName: row.backendId && nameOf(row.backendId),
    deployment: row.deployment,
    dialect: row.dialect,
    operation: row.operation,
    streamed: row.streamed,
    status: row.status,
    outcome: row.outcome,
    code: row.code,
    measured: row.measured,
    tokens: {
      input: Number(row.input),
      cacheRead: Number(row.cacheRead),
      cacheWrite: Number(row.cacheWrite),
      cacheWrite1h: Number(row.cacheWrite1h),
      output: Number(row.output),
      reasoning: Number(row.reasoning),
      audioIn: Number(row.audioIn),
      audioOut: Number(row.audioOut),
      images: Number(row.images),
    },
    holdTokens: Number(row.holdTokens),
    debtTokens: debtOf(row),
    outputCap: row.outputCap,
    limitId: row.limitId && toPublicId('limit', row.limitId),
    attempts: row.attempts,
    priceId: row.priceId && toPublicId('price', row.priceId),
    currency: row.currency,
    cost: row.costNano === null ? null : formatNano(row.costNano),
    units: (row.units as Call['units'] | null) ?? [],
    saved: formatNano(row.savedNano),
    bytesIn: Number(row.bytesIn),
    bytesOut: Number(row.bytesOut),
    calls: row.calls,
    provisional: row.provisional,
    clientRequestId: row.clientRequestId,
    replica: row.replica,
  })
}

/** Without a limit nothing is held, and nothing is beyond it. */
function debtOf(row: CallRow): number {
  if (row.limitId === null || row.measured === 'none') return 0
  const written = row.cacheWrite + row.cacheWrite1h
  const used = row.input + row.cacheRead + written + row.output + row.reasoning + row.audioIn + row.audioOut
  return Math.max(0, Number(used - row.holdTokens))
}

async function namesOf({ db }: Context, rows: CallRow[]): Promise<Map<string, string>> {
  const ids = (pick: (row: CallRow) => string | null) => ({ in: [...new Set(rows.map(pick).filter((id) => id !== null))] })
  const select = { id: true, name: true }
  const keys = await db.key.findMany({ where: { id: ids((row) => row.keyId) }, select: { id: true, last4: true } })
  const found = await Promise.all([
    db.tenant.findMany({ where: { id: ids((row) => row.tenantId) }, select }),
    db.product.findMany({ where: { id: ids((row) => row.productId) }, select }),
    db.subscription.findMany({ where: { id: ids((row) => row.subscriptionId) }, select }),
    db.backend.findMany({ where: { id: ids((row) => row.backendId) }, select }),
  ])
  return new Map([
    ...found.flat().map(({ id, name }) => [id, name] as const),
    ...keys.map(({ id, last4 }) => [id, last4] as const),
  ])
}
