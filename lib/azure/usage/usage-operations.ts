/** Usage of traffic that does not pass this gateway: looked at first, then booked, each call once however often its file comes. */

import { bookUsage, usageUuid } from '@/lib/azure/usage/book-usage'
import { readNames } from '@/lib/azure/usage/read-names'
import { readUsage } from '@/lib/azure/usage/read-usage'
import { previewOf } from '@/lib/azure/usage/usage-preview'
import { Fault } from '@/lib/base/faults'
import { toPublicId } from '@/lib/base/ids'
import {
  type AzureUsageImport,
  azureUsageFile,
  azureUsageImport,
  azureUsageList,
  azureUsageMap,
  azureUsageMapped,
  azureUsagePage,
  azureUsagePreview,
} from '@/lib/contracts/azure-usage'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId, invalidField } from '@/lib/control/input'
import { iso, isoOrNull } from '@/lib/control/iso'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'

export const previewUsage = query('usage.read', { in: azureUsageFile, out: azureUsagePreview }, async (context, { file }) => {
  const names = await readNames(context.db)
  return previewOf(context, readUsage(file), names, usagePort(context))
})

export const importUsage = command(
  'usage.import',
  { in: azureUsageFile, out: azureUsageImport, creates: true },
  async (context, { source, fileName, file }) => {
    const { db, now, actor } = context
    const row = await bookUsage(
      { db, book: usagePort(context), now, createdBy: actor.name },
      { source, fileName, found: readUsage(file) },
    )
    const after = viewOf(row)
    context.record({ noun: 'usage', id: row.id, after, alters: [] })
    return after
  },
)

export const listUsageImports = query('usage.read', { in: azureUsageList, out: azureUsagePage }, ({ db }, input) =>
  pageOf({
    query: input,
    sorts: { createdAt: 'time', source: 'text' },
    defaultSort: '-createdAt',
    fetch: ({ after, orderBy, take }) => {
      const where = input.search ? { source: containing(input.search) } : {}
      return db.azureUsageImport.findMany({ where: { AND: [where, after] }, orderBy, take })
    },
    view: viewOf,
  }),
)

/** Says whose usage a subscription or a product of API Management's is. */
export const mapUsage = command(
  'usage.import',
  { in: azureUsageMap, out: azureUsageMapped },
  async (context, { kind, name, subscriptionId }) => {
    const { db } = context
    const key = { kind, name: name.toLowerCase() }
    const former = await db.azureUsageMapping.findUnique({ where: { kind_name: key } })
    const before = former && { ...key, subscriptionId: toPublicId('subscription', former.subscriptionId) }
    if (subscriptionId === null) await db.azureUsageMapping.deleteMany({ where: key })
    else {
      const id = dbId('subscription', subscriptionId)
      if ((await db.subscription.count({ where: { id } })) === 0) throw invalidField('subscriptionId', 'is not a subscription')
      await db.azureUsageMapping.upsert({
        where: { kind_name: key },
        create: { ...key, subscriptionId: id },
        update: { subscriptionId: id },
      })
    }
    const after = { ...key, subscriptionId }
    context.record({ noun: 'usage', id: usageUuid(`mapping\0${kind}\0${key.name}`), before, after, alters: [] })
    return after
  },
)

function usagePort({ ports }: Context) {
  if (!ports.usageBook) throw new Fault('service.unavailable', { public: 'No ledger is open here.' })
  return ports.usageBook
}

function viewOf(row: Prisma.AzureUsageImportGetPayload<object>): AzureUsageImport {
  const { rows, calls, booked, known, unmapped, source, fileName, kind, createdBy } = row
  return {
    id: toPublicId('usage', row.id),
    ...{ source, fileName, kind, rows, calls, booked, known, unmapped, createdBy },
    from: isoOrNull(row.fromTime),
    to: isoOrNull(row.toTime),
    createdAt: iso(row.createdAt),
  }
}
