/** What the lines of a statement are about, in the names of the day it is closed. */
import type { Tx } from '@/lib/control/database'
import type { LineKind, UsageGroup } from '@/lib/policy/statements/statement-lines'

/** A product that is renamed later keeps its name here. */
export async function named<Line extends UsageGroup & { kind: LineKind }>(db: Tx, lines: Line[]) {
  const idsOf = (pick: (line: Line) => string | null) => ({ id: { in: [...new Set(lines.flatMap((line) => pick(line) ?? []))] } })
  const select = { id: true, name: true }
  const products = await db.product.findMany({ where: idsOf((line) => line.productId), select })
  const subscriptions = await db.subscription.findMany({ where: idsOf((line) => line.subscriptionId), select })
  const commitments = await db.commitment.findMany({ where: idsOf((line) => line.sourceId), select })
  const reratings = await db.rerating.findMany({ where: idsOf((line) => line.sourceId), select: { id: true, reason: true } })
  const backends = await db.backend.findMany({
    where: idsOf((line) => line.backendId),
    select: { ...select, provider: true, region: true },
  })
  const names = new Map([...products, ...subscriptions, ...commitments].map(({ id, name }) => [id, name]))
  for (const { id, reason } of reratings) names.set(id, reason)
  const backendOf = new Map(backends.map((backend) => [backend.id, backend]))
  const nameOf = (id: string | null, none: string) => (id === null ? none : (names.get(id) ?? 'deleted'))
  return lines.map((line) => {
    const backend = line.backendId === null ? undefined : backendOf.get(line.backendId)
    return {
      ...line,
      day: new Date(`${line.day}T00:00:00Z`),
      productName: nameOf(line.productId, 'none'),
      subscriptionName: nameOf(line.subscriptionId, 'none'),
      backendName: line.backendId && (backend?.name ?? 'deleted'),
      provider: backend?.provider ?? null,
      region: backend?.region ?? null,
      sourceName: line.sourceId && nameOf(line.sourceId, 'none'),
    }
  })
}
