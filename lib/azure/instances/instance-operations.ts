import { credentialColumns, noSecret } from '@/lib/azure/instances/instance-secret'
import { type InstanceRow, instanceInclude, instanceView } from '@/lib/azure/instances/instance-view'
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import {
  azureInstance,
  azureInstanceCreate,
  azureInstanceList,
  azureInstancePage,
  azureInstanceUpdate,
} from '@/lib/contracts/azure-instance'
import { deleted, empty } from '@/lib/contracts/paging'
import { checkOutgoingHost } from '@/lib/control/backends/backend-address'
import type { Context } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'
import { requireVersion } from '@/lib/control/versions'

export const listAzureInstances = query('azure.read', { in: azureInstanceList, out: azureInstancePage }, ({ db }, input) =>
  pageOf({
    query: input,
    sorts: { name: 'text', createdAt: 'time' },
    defaultSort: 'name',
    fetch: ({ after, orderBy, take }) => {
      const where = input.search ? { OR: [{ name: containing(input.search) }, { serviceName: containing(input.search) }] } : {}
      return db.azureInstance.findMany({ where: { AND: [where, after] }, orderBy, take, include: instanceInclude })
    },
    view: instanceView,
  }),
)

export const getAzureInstance = query(
  'azure.read',
  { path: { id: 'azureInstance' }, in: empty, out: azureInstance },
  async (context, { id }) => instanceView(await instanceOf(context, id)),
)

export const createAzureInstance = command(
  'azure.create',
  { in: azureInstanceCreate, out: azureInstance, creates: true, forReplay: (out) => out },
  async (context, { credential, subscriptionId, ...fields }) => {
    checkAddresses(context, fields)
    const id = newUuid()
    const row = await context.db.azureInstance.create({
      data: {
        id,
        ...fields,
        azureSubscription: subscriptionId,
        ...credentialColumns(context, id, credential),
        createdAt: context.now,
      },
      include: instanceInclude,
    })
    const after = instanceView(row)
    context.record({ noun: 'azureInstance', id, after })
    return after
  },
)

export const updateAzureInstance = command(
  'azure.update',
  { path: { id: 'azureInstance' }, in: azureInstanceUpdate, out: azureInstance, versioned: true },
  async (context, { id, credential, ...fields }) => {
    const row = await instanceOf(context, id)
    const before = instanceView(row)
    requireVersion(context, before)
    checkAddresses(context, fields)
    if (row.cloud !== 'custom' && (fields.managementUrl || fields.authorityUrl))
      throw invalidField('managementUrl', 'is given by the cloud of this instance')
    // Else whoever may change an address could have the secret sent to a host of their own.
    const moves =
      (fields.managementUrl !== undefined && fields.managementUrl !== row.managementUrl) ||
      (fields.authorityUrl !== undefined && fields.authorityUrl !== row.authorityUrl)
    const columns = credential ? credentialColumns(context, id, credential) : moves ? noSecret : {}
    const updated = await context.db.azureInstance.update({
      where: { id, version: row.version },
      data: { ...fields, ...columns, version: { increment: 1 } },
      include: instanceInclude,
    })
    const after = instanceView(updated)
    context.record({ noun: 'azureInstance', id, before, after })
    return after
  },
)

/** Forgets the instance and all that was read from it. Nothing at Azure changes. */
export const deleteAzureInstance = command(
  'azure.delete',
  { path: { id: 'azureInstance' }, in: empty, out: deleted, versioned: true },
  async (context, { id }) => {
    const row = await instanceOf(context, id)
    const before = instanceView(row)
    requireVersion(context, before)
    await context.db.azureInstance.delete({ where: { id, version: row.version } })
    context.record({ noun: 'azureInstance', id, before })
    return { deleted: true as const }
  },
)

export async function instanceOf({ db }: Pick<Context, 'db'>, id: string): Promise<InstanceRow> {
  const row = await db.azureInstance.findUnique({ where: { id }, include: instanceInclude })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such API Management instance.' })
  return row
}

type Addresses = { managementUrl?: string | null | undefined; authorityUrl?: string | null | undefined }

function checkAddresses(context: Context, { managementUrl, authorityUrl }: Addresses): void {
  if (managementUrl) checkOutgoingHost(context, new URL(managementUrl).hostname, 'managementUrl', 'Azure')
  if (authorityUrl) checkOutgoingHost(context, new URL(authorityUrl).hostname, 'authorityUrl', 'Entra ID')
}
