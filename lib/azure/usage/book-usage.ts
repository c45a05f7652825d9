/** Books what was read, each call of a source once, and notes what came of it. */
import { readNames } from '@/lib/azure/usage/read-names'
import type { ApimUsage, UsageFile } from '@/lib/azure/usage/read-usage'
import { modelFor, type Names, subscriptionFor } from '@/lib/azure/usage/usage-names'
import { sha256 } from '@/lib/base/digest'
import { newUuid } from '@/lib/base/ids'
import type { ForeignUsage, UsageBook } from '@/lib/control/control-ports'
import type { Prisma, Tx } from '@/lib/control/database'

export type Booking = { db: Tx; book: UsageBook; now: Date; createdBy: string }
export type FoundUsage = { source: string; fileName: string; found: UsageFile }

export async function bookUsage(
  { db, book, now, createdBy }: Booking,
  { source, fileName, found }: FoundUsage,
): Promise<Prisma.AzureUsageImportGetPayload<object>> {
  const names = await readNames(db)
  const id = newUuid()
  // Named by its source, so that the same call has the same key in every file.
  const [first] = await db.azureUsageImport.findMany({ where: { source }, orderBy: { createdAt: 'asc' }, take: 1 })
  const records = recordsOf(found, names, source, first?.id ?? id)
  const booked = await book.book(records, source)
  return db.azureUsageImport.create({
    data: {
      id,
      source,
      fileName,
      kind: found.kind,
      ...spanOf(found.usage),
      rows: found.rows,
      calls: callsOf(found.usage),
      booked,
      known: records.length - booked,
      unmapped: found.usage.length - records.length,
      createdBy,
      createdAt: now,
    },
  })
}

function recordsOf({ usage }: UsageFile, names: Names, source: string, keyId: string): ForeignUsage[] {
  return usage.flatMap((one) => {
    const subscriptionId = subscriptionFor(names, one)
    return subscriptionId === null ? [] : [recordOf(one, names, source, subscriptionId, keyId)]
  })
}

function recordOf(one: ApimUsage, names: Names, source: string, subscriptionId: string, keyId: string): ForeignUsage {
  return {
    id: usageUuid(`usage\0${source.toLowerCase()}\0${one.key}`),
    keyId,
    atMs: one.atMs,
    subscriptionId,
    model: modelFor(names, one) ?? (one.model || one.deployment || null),
    deployment: one.deployment || null,
    endUser: one.apimUser || null,
    correlationId: one.correlationId || null,
    status: one.status,
    durationMs: one.durationMs,
    isStream: one.isStream,
    calls: one.calls,
    tokens: {
      input: one.inputTokens - one.cachedTokens,
      cacheRead: one.cachedTokens,
      output: one.outputTokens - one.reasoningTokens,
      reasoning: one.reasoningTokens,
    },
  }
}

function spanOf(usage: readonly ApimUsage[]): { fromTime: Date | null; toTime: Date | null } {
  if (usage.length === 0) return { fromTime: null, toTime: null }
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { atMs } of usage) {
    first = Math.min(first, atMs)
    last = Math.max(last, atMs)
  }
  return { fromTime: new Date(first), toTime: new Date(last) }
}

function callsOf(usage: readonly ApimUsage[]): number {
  return usage.reduce((sum, { calls }) => sum + calls, 0)
}

/** A UUID of version 8, the same for the same name. */
export function usageUuid(name: string): string {
  const bytes = sha256(name).subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
