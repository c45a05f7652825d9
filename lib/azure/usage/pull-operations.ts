/** Which instances' usage is fetched, from which workspace, and how that went last. */
import { instanceOf } from '@/lib/azure/instances/instance-operations'
import { toPublicId } from '@/lib/base/ids'
import {
  type AzureUsagePull,
  azureUsagePull,
  azureUsagePullList,
  azureUsagePullPage,
  azureUsagePullSet,
} from '@/lib/contracts/azure-usage-pull'
import type { Prisma } from '@/lib/control/database'
import { invalidField } from '@/lib/control/input'
import { isoOrNull } from '@/lib/control/iso'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'

const DAY_MS = 86_400_000
/** Log Analytics keeps rows for two years at most without an archive. */
const OLDEST_MS = 730 * DAY_MS

const select = { id: true, name: true, createdAt: true, usagePull: true } satisfies Prisma.AzureInstanceSelect
type Row = Prisma.AzureInstanceGetPayload<{ select: typeof select }>

export const listUsagePulls = query('usage.read', { in: azureUsagePullList, out: azureUsagePullPage }, ({ db }, input) =>
  pageOf({
    query: input,
    sorts: { name: 'text', createdAt: 'time' },
    defaultSort: 'name',
    fetch: ({ after, orderBy, take }) => {
      const where = input.search ? { name: containing(input.search) } : {}
      return db.azureInstance.findMany({ where: { AND: [where, after] }, orderBy, take, select })
    },
    view: pullView,
  }),
)

/** Setting it makes it due: the next look of the job fetches. */
export const setUsagePull = command(
  'usage.import',
  { path: { id: 'azureInstance' }, in: azureUsagePullSet, out: azureUsagePull },
  async (context, { id, workspaceId, from }) => {
    const { db, now } = context
    const { name, createdAt } = await instanceOf(context, id)
    const former = await db.azureUsagePull.findUnique({ where: { instanceId: id } })
    const viewOf = (usagePull: Row['usagePull']) => pullView({ id, name, createdAt, usagePull })
    const fromTime = from ? new Date(from) : null
    if (fromTime && fromTime > now) throw invalidField('from', 'must not be in the future')
    if (fromTime && now.getTime() - fromTime.getTime() > OLDEST_MS) throw invalidField('from', 'is more than two years ago')
    let after = viewOf(null)
    if (workspaceId === null) await db.azureUsagePull.deleteMany({ where: { instanceId: id } })
    else {
      const isSame = former?.workspaceId === workspaceId
      const throughTime = fromTime ?? (isSame && former ? former.throughTime : new Date(now.getTime() - DAY_MS))
      const due = { workspaceId, throughTime, isCaughtUp: isSame && !fromTime && former?.isCaughtUp === true, lastRunAt: null }
      const none = { lastError: null, lastRows: 0, lastBooked: 0, lastUnmapped: 0 }
      const row = await db.azureUsagePull.upsert({
        where: { instanceId: id },
        create: { instanceId: id, source: name, ...due },
        update: { ...due, ...none },
      })
      after = viewOf(row)
    }
    context.record({ noun: 'azureInstance', id, before: viewOf(former), after, alters: [] })
    return after
  },
)

function pullView({ id, name, usagePull }: Row): AzureUsagePull {
  return {
    id: toPublicId('azureInstance', id),
    instanceName: name,
    workspaceId: usagePull?.workspaceId ?? null,
    source: usagePull?.source ?? null,
    through: isoOrNull(usagePull?.throughTime ?? null),
    isCaughtUp: usagePull?.isCaughtUp ?? false,
    lastRunAt: isoOrNull(usagePull?.lastRunAt ?? null),
    lastError: usagePull?.lastError ?? null,
    lastRows: usagePull?.lastRows ?? 0,
    lastBooked: usagePull?.lastBooked ?? 0,
    lastUnmapped: usagePull?.lastUnmapped ?? 0,
  }
}
