/** Rows of the price book, as the rules of pricing know them. */
import { paidPrice } from '@/lib/policy/commitments/paid-price'
import type { Contract } from '@/lib/policy/pricing/contract'
import type { PerMillionNano, Price } from '@/lib/policy/pricing/price'
import type { CatalogRows, CommitmentRow, ContractRow, PriceRow } from '@/lib/runtime/catalog/rows'

type StoredTiers = { above: number; perMillion: Record<string, string | null> }[]

/** Prices by model, latest first; those of commitments before them, for they have been paid already. */
export function pricesOf(rows: CatalogRows): Map<string, Price[]> {
  const prices = new Map<string, Price[]>()
  for (const row of rows.price.values()) {
    const list = prices.get(row.model)
    if (list) list.push(priceOf(row))
    else prices.set(row.model, [priceOf(row)])
  }
  for (const list of prices.values()) list.sort((a, b) => b.effectiveFromMs - a.effectiveFromMs)
  for (const row of rows.commitment.values()) {
    const term = { backendId: row.backend_id, currency: row.currency, ...spanOf(row) }
    for (const model of row.model === null ? modelsAt(rows, row.backend_id) : [row.model])
      prices.set(model, [paidPrice(term, model), ...(prices.get(model) ?? [])])
  }
  return prices
}

function spanOf({ from_time, until_time }: CommitmentRow): { fromMs: number; untilMs: number } {
  return { fromMs: Date.parse(from_time), untilMs: Date.parse(until_time) }
}

function modelsAt(rows: CatalogRows, backendId: string): string[] {
  const isThere = (poolId: string) => rows.pool.get(poolId)?.members.some((member) => member.backendId === backendId) ?? false
  return [...rows.model.values()].filter((model) => isThere(model.pool_id)).map(({ name }) => name)
}

function priceOf(row: PriceRow): Price {
  const orNull = (value: string | null | undefined) => (value ? BigInt(value) : null)
  const tiers = (row.tiers ?? []) as StoredTiers
  const perUnit = Object.entries((row.per_unit ?? {}) as Record<string, string>)
  return {
    id: row.id,
    model: row.model,
    backendId: row.backend_id,
    currency: row.currency,
    effectiveFromMs: Date.parse(row.effective_from),
    perMillion: {
      input: BigInt(row.input_nano),
      cacheRead: orNull(row.cache_read_nano),
      cacheWrite: orNull(row.cache_write_nano),
      cacheWrite1h: orNull(row.cache_write_1h_nano),
      output: BigInt(row.output_nano),
      reasoning: orNull(row.reasoning_nano),
      audioIn: orNull(row.audio_in_nano),
      audioOut: orNull(row.audio_out_nano),
      image: orNull(row.image_nano),
    },
    // What few prices have is not there at all, so that most are billed without a look at it.
    ...(tiers.length > 0 ? { tiers: tiers.map(tierOf).sort((a, b) => b.above - a.above) } : {}),
    ...(perUnit.length > 0 ? { perUnit: Object.fromEntries(perUnit.map(([kind, nano]) => [kind, BigInt(nano)])) } : {}),
    ...(typeof row.batch_ppm === 'number' ? { batchPpm: BigInt(row.batch_ppm) } : {}),
  }
}

function tierOf({ above, perMillion }: StoredTiers[number]): { above: number; perMillion: PerMillionNano } {
  const nanos = Object.fromEntries(Object.entries(perMillion).map(([name, nano]) => [name, nano === null ? null : BigInt(nano)]))
  return { above, perMillion: nanos as PerMillionNano }
}

export function contractOf(row: ContractRow): Contract {
  return {
    id: row.id,
    kind: row.kind,
    tenantId: row.tenant_id,
    productId: row.product_id,
    provider: row.provider,
    ppm: row.ppm,
    effectiveFromMs: Date.parse(row.effective_from),
  }
}
