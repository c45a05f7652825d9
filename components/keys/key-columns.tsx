import type { ColumnSpec } from '@/components/data-table/columns'
import { RowLink } from '@/components/data-table/row-link'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import type { Key } from '@/lib/contracts/key'

/** How a key is known: its two ends. */
export function KeyEnds({ apiKey }: { apiKey: Pick<Key, 'prefix' | 'last4'> }) {
  return (
    <span className="font-mono text-sm">
      {apiKey.prefix}…{apiKey.last4}
    </span>
  )
}

const muted = (text: string) => <span className="text-ink-muted">{text}</span>

const slot: ColumnSpec<Key> = { id: 'slot', title: 'Slot', text: (key) => key.slot }
const name: ColumnSpec<Key> = { id: 'name', title: 'Name', text: (key) => key.name, sortBy: 'name' }

const state: ColumnSpec<Key> = {
  id: 'state',
  title: 'State',
  text: (key) => stateOf(key),
  cell: (key) => <StateBadge state={stateOf(key)} />,
}

const lastUsed: ColumnSpec<Key> = {
  id: 'lastUsed',
  title: 'Last used',
  text: (key) => key.lastUsedAt ?? 'never',
  cell: (key) => (key.lastUsedAt ? <Time value={key.lastUsedAt} style="ago" /> : muted('never')),
}

const created: ColumnSpec<Key> = {
  id: 'created',
  title: 'Issued',
  text: (key) => key.createdAt,
  cell: (key) => <Time value={key.createdAt} style="day" />,
  sortBy: 'createdAt',
}

const networks: ColumnSpec<Key> = {
  id: 'networks',
  title: 'From',
  text: (key) => key.cidrs.join(' ') || 'anywhere',
  isHiddenAtFirst: true,
}

const ends: ColumnSpec<Key> = {
  id: 'ends',
  title: 'Ends',
  text: (key) => key.revokedAt ?? key.expiresAt ?? 'never',
  cell: (key) => {
    const at = key.revokedAt ?? key.expiresAt
    return (
      <>
        {at ? <Time value={at} /> : muted('never')}
        {key.rotateAt && key.state === 'active' ? (
          <span className="block text-sm text-ink-muted">
            rotation due <Time value={key.rotateAt} style="day" />
          </span>
        ) : null}
      </>
    )
  },
}

/** On a subscription's page: its own keys. */
export const ownColumns: ColumnSpec<Key>[] = [
  {
    id: 'key',
    title: 'Key',
    text: (key) => `${key.prefix}…${key.last4}`,
    cell: (key) => (
      <RowLink href={`/portal/keys/${key.id}`}>
        <KeyEnds apiKey={key} />
      </RowLink>
    ),
  },
  slot,
  name,
  state,
  lastUsed,
  created,
  ends,
]

const models: ColumnSpec<Key> = {
  id: 'models',
  title: 'Models',
  text: (key) => key.models.join(' ') || 'all',
  isHiddenAtFirst: true,
}

/** In the portal: the keys of all one's subscriptions. */
export const portalColumns: ColumnSpec<Key>[] = [
  {
    id: 'key',
    title: 'Key',
    text: (key) => `${key.prefix}…${key.last4}`,
    cell: (key) => (
      <RowLink href={`/portal/keys/${key.id}`}>
        <KeyEnds apiKey={key} />
      </RowLink>
    ),
  },
  {
    id: 'subscription',
    title: 'Subscription',
    text: (key) => key.subscriptionName,
    cell: (key) => <RowLink href={`/portal/subscriptions/${key.subscriptionId}`}>{key.subscriptionName}</RowLink>,
  },
  { id: 'tenant', title: 'Tenant', text: (key) => key.tenantName },
  name,
  slot,
  state,
  lastUsed,
  networks,
  models,
  created,
  ends,
]

/** On the page of all keys. */
export const allColumns: ColumnSpec<Key>[] = [
  {
    id: 'key',
    title: 'Key',
    text: (key) => `${key.prefix}…${key.last4}`,
    cell: (key) => (
      <RowLink href={`/admin/keys/${key.id}`}>
        <KeyEnds apiKey={key} />
      </RowLink>
    ),
  },
  {
    id: 'tenant',
    title: 'Tenant',
    text: (key) => key.tenantName,
    cell: (key) => <RowLink href={`/admin/tenants/${key.tenantId}`}>{key.tenantName}</RowLink>,
  },
  {
    id: 'subscription',
    title: 'Subscription',
    text: (key) => key.subscriptionName,
    cell: (key) => <RowLink href={`/admin/subscriptions/${key.subscriptionId}`}>{key.subscriptionName}</RowLink>,
  },
  { id: 'product', title: 'Product', text: (key) => key.productName, isHiddenAtFirst: true },
  slot,
  { ...name, isHiddenAtFirst: true },
  state,
  lastUsed,
  networks,
  models,
  created,
  ends,
]

/** A key that was replaced still works, but only for its grace. */
export function stateOf(key: Key): string {
  return key.state === 'active' && key.replacedById ? 'in grace' : key.state
}
