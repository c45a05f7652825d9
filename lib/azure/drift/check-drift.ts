/** Compares an instance with what is here and keeps the result, for the page and for whoever is told. */
import { driftOf } from '@/lib/azure/drift/drift'
import { planPublish } from '@/lib/azure/publish/plan-publish'
import type { ControlPorts } from '@/lib/control/control-ports'
import type { Db, Prisma } from '@/lib/control/database'

type Ports = Pick<ControlPorts, 'db' | 'keyRing' | 'log'>

/** Says how many entities differ. */
export async function checkDrift(
  { db, keyRing }: { db: Db; keyRing: ControlPorts['keyRing'] },
  instanceId: string,
): Promise<number> {
  const instance = await db.azureInstance.findUniqueOrThrow({ where: { id: instanceId } })
  const { changes } = await planPublish({ db, ports: { keyRing } }, instance)
  const items = driftOf(changes)
  const data = { drift: items as unknown as Prisma.InputJsonValue, driftCheckedAt: new Date() }
  await db.azureInstance.updateMany({ where: { id: instanceId }, data })
  return items.length
}

/** All instances of which something is here, published or brought over: one that was only read is nobody's business here. */
export async function checkAllDrift(ports: Ports): Promise<string> {
  const instances = await ports.db.azureInstance.findMany({
    where: { entities: { some: {} } },
    select: { id: true, name: true },
  })
  let differing = 0
  const failed: string[] = []
  for (const { id, name } of instances) {
    try {
      if ((await checkDrift(ports, id)) > 0) differing++
    } catch (error) {
      ports.log.warn({ err: error }, 'comparing an API Management instance failed')
      failed.push(name)
    }
  }
  const failures = failed.length > 0 ? `, ${failed.length} could not be compared` : ''
  return `compared ${instances.length} instances: ${differing} differ${failures}`
}
