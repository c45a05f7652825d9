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
  const [names, { issuers, sources }, users] = await Promise.all([
    namesOf(context, rows),
    insteadOfKeys(context, rows),
    usersOf(context, rows),
  ])
  const nameOf = (id: string) => names.get(id) ?? 'deleted'
  const seesKeys = (row: CallRow) => isAllowed(context.actor, 'keys.read', row.tenantId)
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
    keyId: seesKeys(row) && !issuers.has(row.keyId) && !sources.has(row.keyId) ? toPublicId('key', row.keyId) : null,
    keyLast4: seesKeys(row) ? (names.get(row.keyId) ?? null) : null,
    tokenIssuer: issuers.get(row.keyId) ?? null,
    measuredBy: sources.get(row.keyId) ?? null,
    userId: row.userId && toPublicId('user', row.userId),
    userName: seesKeys(row) ? ((row.userId && users.get(row.userId)) ?? null) : null,
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

/** Where no key was shown, what stands in its place: the issuer of a token, or the gateway that measured the call. */
async function insteadOfKeys(
  { db }: Context,
  rows: CallRow[],
): Promise<{ issuers: Map<string, string>; sources: Map<string, string> }> {
  const id = { in: [...new Set(rows.map(({ keyId }) => keyId))] }
  const [issuers, sources] = await Promise.all([
    db.tokenIssuer.findMany({ where: { id }, select: { id: true, name: true } }),
    db.azureUsageImport.findMany({ where: { id }, select: { id: true, source: true } }),
  ])
  return {
    issuers: new Map(issuers.map((one) => [one.id, one.name])),
    sources: new Map(sources.map((one) => [one.id, one.source])),
  }
}

/** Who made the calls: people of ours, and those tokens have named. */
async function usersOf({ db }: Context, rows: CallRow[]): Promise<Map<string, string>> {
  const ids = { in: [...new Set(rows.map(({ userId }) => userId).filter((id) => id !== null))] }
  const [people, named] = await Promise.all([
    db.user.findMany({ where: { id: ids }, select: { id: true, name: true } }),
    db.tokenUser.findMany({ where: { id: ids }, select: { id: true, name: true, subject: true } }),
  ])
  return new Map([
    ...people.map(({ id, name }) => [id, name] as const),
    ...named.map((one) => [one.id, one.name ?? one.subject] as const),
  ])
}
