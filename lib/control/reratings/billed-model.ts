/** By whose price a call was billed: of the model asked for, or of the one that answered in its place. */
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'

type Row = { model: string | null; priceId: string | null; backendId: string | null; deployment: string | null }

/**
 * The calls that a model's prices are about. A record names the model asked for and the price it was billed at; where it names no price, what
 * its backend calls the model that answered tells whether that was another.
 */
export async function billedAs(
  { price, deployment }: Pick<Context['db'], 'price' | 'deployment'>,
  model: string,
): Promise<{ where: Prisma.UsageRecordWhereInput; has(row: Row): boolean }> {
  const prices = await price.findMany({ where: { model }, select: { id: true } })
  const deployments = await deployment.findMany()
  const nameOf = new Map(deployments.map((one) => [keyOf(one.backendId, one.model), one.name]))
  const modelOf = new Map(deployments.map((one) => [keyOf(one.backendId, one.name), one.model]))
  const ids = prices.map(({ id }) => id)
  const isOwnPrice = new Set(ids)
  const names = [...new Set(deployments.flatMap((one) => (one.model === model ? one.name : [])))]

  function answeredBy(row: Row): string | null {
    const { backendId, deployment: name } = row
    if (backendId === null || name === null || row.model === null) return row.model
    if ((nameOf.get(keyOf(backendId, row.model)) ?? row.model) === name) return row.model
    return modelOf.get(keyOf(backendId, name)) ?? row.model
  }

  return {
    where: { OR: [{ priceId: { in: ids } }, { priceId: null, OR: [{ model }, { deployment: { in: names } }] }] },
    has: (row) => (row.priceId === null ? answeredBy(row) === model : isOwnPrice.has(row.priceId)),
  }
}

function keyOf(backendId: string, name: string): string {
  return `${backendId} ${name}`
}
