/** Purges of kept answers. Each scope counts its own; an answer's generation is the sum of all that reach it, and only rises. */
export type Purge = { tenantId: string | null; productId: string | null; modelId: string | null; version: number }

/** Whose answer it is: a purge of a tenant reaches the tenants below it. */
export type PurgeReach = { tenantIds: readonly string[]; productId: string; modelId: string }

export function generationOf(purges: readonly Purge[], { tenantIds, productId, modelId }: PurgeReach): number {
  let generation = 0
  for (const purge of purges) {
    if (purge.tenantId !== null && !tenantIds.includes(purge.tenantId)) continue
    if (purge.productId !== null && purge.productId !== productId) continue
    if (purge.modelId !== null && purge.modelId !== modelId) continue
    generation += purge.version
  }
  return generation
}
