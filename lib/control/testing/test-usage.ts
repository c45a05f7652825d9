/** Usage as the ledger writes it: a record, its trace and its rollup. */
import { newUuid, parsePublicId } from '@/lib/base/ids'
import { START_MS, type TestControl } from '@/lib/control/testing/test-control'
import type { TestEstate } from '@/lib/control/testing/test-estate'

export type UsageGiven = {
  at?: Date
  /** Of the database; the estate's own where none is given. */
  keyId?: string
  endUser?: string
  tags?: string[]
  localDay?: string
  outcome?: 'answered' | 'refused' | 'failed'
  code?: string
  input?: bigint
  output?: bigint
  /** Null: no price was known. */
  costNano?: bigint | null
  currency?: string
  durationMs?: number
}

const labelsOf = ({ endUser, tags = [] }: UsageGiven) => [
  ...(endUser === undefined ? [] : [{ kind: 'endUser', label: endUser }]),
  ...tags.map((label) => ({ kind: 'tag', label })),
]

type Dimensions = { localDay: Date; tenantId: string; productId: string; model: string; outcome: string; currency: string | null }
type Amounts = { input: bigint; output: bigint; costNano: bigint | null }

async function addLabel(
  db: TestControl['db'],
  label: { kind: string; label: string },
  { localDay, tenantId, productId, model, outcome, currency }: Dimensions,
  { input, output, costNano }: Amounts,
): Promise<void> {
  const isRefused = outcome === 'refused'
  const none = { cacheRead: 0n, cacheWrite: 0n, reasoning: 0n, audioIn: 0n, audioOut: 0n, images: 0n }
  const dimensions = { ...label, localDay, tenantId, productId, model, currency }
  const sums = {
    calls: isRefused ? 0n : 1n,
    refused: isRefused ? 1n : 0n,
    unpriced: !isRefused && costNano === null ? 1n : 0n,
    input,
    output,
    costNano: costNano ?? 0n,
  }
  const known = await db.usageLabelRollup.findFirst({ where: dimensions })
  if (!known) return void (await db.usageLabelRollup.create({ data: { ...dimensions, ...none, ...sums } }))
  const data = Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, { increment: value }]))
  await db.usageLabelRollup.update({ where: { id: known.id }, data })
}

/** Writes one call of the estate's key; answers its id. */
export async function addUsage({ db }: TestControl, estate: TestEstate, given: UsageGiven = {}): Promise<string> {
  const at = given.at ?? new Date(START_MS - 60_000)
  const { outcome = 'answered', input = 100n, output = 50n, costNano = 45_000n, durationMs = 800 } = given
  const dimensions = {
    localDay: new Date(given.localDay ?? at.toISOString().slice(0, 10)),
    tenantId: estate.tenantUuid,
    productId: parsePublicId('product', estate.product.id) ?? '',
    subscriptionId: parsePublicId('subscription', estate.subscription.id) ?? '',
    keyId: given.keyId ?? parsePublicId('key', estate.key.id) ?? '',
    userId: null,
    model: estate.model.name,
    backendId: parsePublicId('backend', estate.backend.id),
    outcome,
    code: given.code ?? null,
    currency: costNano === null ? null : (given.currency ?? 'EUR'),
  }
  const id = newUuid()
  await db.$executeRaw`SELECT ensure_usage_partitions(${at}::timestamptz, 1)`
  await db.usageRecord.create({
    data: {
      id,
      startedAt: at,
      ...dimensions,
      durationMs,
      dialect: 'openai',
      operation: 'chat.completions',
      status: outcome === 'answered' ? 200 : 403,
      measured: outcome === 'refused' ? 'none' : 'measured',
      input,
      output,
      costNano,
      endUser: given.endUser ?? null,
      tags: given.tags ?? [],
      replica: 'test',
    },
  })
  for (const label of labelsOf(given)) await addLabel(db, label, dimensions, { input, output, costNano })
  await db.callTrace.create({ data: { id, startedAt: at, tenantId: estate.tenantUuid, trace: { steps: ['authenticate'] } } })
  const hour = new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000)
  const sums = {
    calls: 1n,
    unpriced: costNano === null ? 1n : 0n,
    input,
    output,
    costNano: costNano ?? 0n,
    durationMs: BigInt(durationMs),
  }
  const known = await db.usageRollup.findFirst({ where: { hour, ...dimensions } })
  if (known) {
    const increments = Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, { increment: value }]))
    await db.usageRollup.update({ where: { id: known.id }, data: increments })
  } else {
    const none = {
      cacheRead: 0n,
      cacheWrite: 0n,
      reasoning: 0n,
      audioIn: 0n,
      audioOut: 0n,
      images: 0n,
      bytesIn: 0n,
      bytesOut: 0n,
    }
    await db.usageRollup.create({ data: { hour, ...dimensions, ...none, ...sums } })
  }
  return id
}
