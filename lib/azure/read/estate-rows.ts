/** What was read, as rows people look through: one kind at a time, searched and paged. */
import { type Estate, policyPlace } from '@/lib/azure/apim/estate'
import { instanceOf } from '@/lib/azure/instances/instance-operations'
import { getLatestEstate } from '@/lib/azure/read/latest-estate'
import { type AzureEntity, azureEntityList, azureEntityPage } from '@/lib/contracts/azure-instance'
import type { AzureEstateKind } from '@/lib/contracts/azure-words'
import { query } from '@/lib/control/operation'

export const listAzureEntities = query(
  'azure.read',
  { path: { id: 'azureInstance' }, in: azureEntityList, out: azureEntityPage },
  async (context, { id, kind, search, sort = 'name', cursor, limit }) => {
    await instanceOf(context, id)
    const { estate } = await getLatestEstate(context, id)
    const wanted = search?.toLowerCase()
    const rows = rowsOf[kind](estate).filter((row) => !wanted || textOf(row).includes(wanted))
    const by = sort.replace('-', '') === 'displayName' ? 'displayName' : 'name'
    const sign = sort.startsWith('-') ? -1 : 1
    rows.sort((a, b) => sign * (a[by].localeCompare(b[by]) || a.name.localeCompare(b.name)))
    const from = Math.max(0, Number(cursor ?? 0) || 0)
    const nextCursor = from + limit < rows.length ? String(from + limit) : null
    return { items: rows.slice(from, from + limit), nextCursor }
  },
)

const rowsOf: Record<AzureEstateKind, (estate: Estate) => AzureEntity[]> = {
  apis: ({ apis }) =>
    apis.map((api) =>
      row(api.name, api.displayName, {
        Path: `/${api.path}`,
        'Service URL': api.serviceUrl,
        'Key header': api.keyNames.header,
        Operations: api.operations.length,
      }),
    ),
  products: ({ products }) =>
    products.map((product) =>
      row(product.name, product.displayName, {
        State: product.state === 'published' ? 'published' : 'not published',
        Approval: product.approvalRequired ? 'needed' : 'not needed',
        APIs: product.apis.join(', '),
        Groups: product.groups.join(', '),
      }),
    ),
  subscriptions: ({ subscriptions, users }) => {
    const emails = new Map(users.map(({ name, email }) => [name, email]))
    return subscriptions.map((one) =>
      row(one.name, one.displayName, {
        State: one.state,
        Scope:
          one.scope.kind === 'product'
            ? `product ${one.scope.product}`
            : one.scope.kind === 'api'
              ? `API ${one.scope.api}`
              : 'everything',
        Owner: one.owner === null ? null : (emails.get(one.owner) ?? one.owner),
        Made: one.createdDate?.slice(0, 10),
      }),
    )
  },
  backends: ({ backends }) =>
    backends
      .filter(({ pool }) => pool === null)
      .map((one) =>
        row(one.name, one.title ?? one.name, {
          URL: one.url,
          Credential: one.credentials.kind,
          Breaker: one.circuitBreaker.map(({ tripDuration }) => `opens for ${tripDuration}`).join(', '),
        }),
      ),
  pools: ({ backends }) =>
    backends.flatMap((one) =>
      one.pool === null
        ? []
        : [
            row(one.name, one.title ?? one.name, {
              Members: one.pool.length,
              Backends: one.pool
                .map(({ backend, priority, weight }) => `${backend} (priority ${priority ?? 1}, weight ${weight ?? 1})`)
                .join(', '),
            }),
          ],
    ),
  namedValues: ({ namedValues }) =>
    namedValues.map((one) =>
      row(one.name, one.displayName, {
        Value: one.keyVault ? `Key Vault: ${one.keyVault.secretIdentifier}` : one.isSecret ? 'secret' : one.value,
        Tags: one.tags.join(', '),
      }),
    ),
  fragments: ({ fragments }) => fragments.map((one) => row(one.name, one.name, { Description: one.description }, one.xml)),
  policies: ({ policies }) =>
    policies.map((one) => row(policyPlace(one.scope), policyPlace(one.scope), { Lines: one.xml.split('\n').length }, one.xml)),
  users: ({ users }) =>
    users.map((one) =>
      row(one.name, [one.firstName, one.lastName].filter(Boolean).join(' ') || one.name, {
        'E-mail': one.email,
        State: one.state,
      }),
    ),
  groups: ({ groups }) =>
    groups.map((one) =>
      row(one.name, one.displayName, { Kind: one.kind, Members: one.kind === 'system' ? 'by the system' : one.members.length }),
    ),
}

type Fact = string | number | null | undefined

function row(name: string, displayName: string, facts: Record<string, Fact>, xml: string | null = null): AzureEntity {
  const told = Object.entries(facts).map(([label, value]) => [label, value === null || value === undefined ? '' : String(value)])
  return { name, displayName, facts: Object.fromEntries(told), xml }
}

function textOf({ name, displayName, facts, xml }: AzureEntity): string {
  return [name, displayName, ...Object.values(facts), xml ?? ''].join('\n').toLowerCase()
}
