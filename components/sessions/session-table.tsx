'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { RowLink } from '@/components/data-table/row-link'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { allSessionsSpec } from '@/components/sessions/session-list'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'
import { useCommand } from '@/lib/client/use-command'
import type { FirstPage } from '@/lib/client/use-list'
import type { Session } from '@/lib/contracts/session'

type Props = { first: FirstPage<Session> | undefined; canRevoke: boolean }

/** The browsers somebody is signed in with; each can be signed out from here. */
export function SessionTable({ spec, first, canRevoke }: Props & { spec: TableQuerySpec }) {
  return (
    <ListTable
      label="Sessions"
      path="sessions"
      columns={columns}
      rowId={(session) => session.id}
      spec={spec}
      first={first}
      hasSearch={false}
      empty={<EmptyState title="No live sessions" advice="A session appears here when they sign in." />}
      rowActions={canRevoke ? (session) => <RevokeSession session={session} /> : undefined}
    />
  )
}

/** Everybody's browsers. */
export function AllSessionsTable({ first, canRevoke }: Props) {
  return (
    <ListTable
      label="Sessions"
      path="sessions"
      columns={allColumns}
      rowId={(session) => session.id}
      spec={allSessionsSpec}
      first={first}
      hasSearch={false}
      empty={<EmptyState title="Nobody is signed in" advice="A session appears here when somebody signs in." />}
      rowActions={canRevoke ? (session) => <RevokeSession session={session} /> : undefined}
    />
  )
}

function RevokeSession({ session }: { session: Session }) {
  const command = useCommand(() => sendJson('DELETE', `sessions/${session.id}`))
  const revoke = () =>
    command.mutate(undefined, {
      onSuccess: () => toast.done('Session ended.'),
      onError: (error) => toast.failed(describeFailure(error).title),
    })
  if (session.current) return null
  return (
    <Button size="small" look="quiet" isBusy={command.isPending} onClick={revoke}>
      Sign out
    </Button>
  )
}

const columns: ColumnSpec<Session>[] = [
  {
    id: 'device',
    title: 'Browser',
    text: (session) => describeAgent(session.userAgent),
    cell: (session) => (
      <span title={session.userAgent ?? undefined}>
        {describeAgent(session.userAgent)} {session.current ? <Badge tone="accent">this one</Badge> : null}
      </span>
    ),
  },
  { id: 'address', title: 'Address', text: (session) => session.address ?? 'unknown' },
  {
    id: 'lastSeenAt',
    title: 'Last seen',
    text: (session) => session.lastSeenAt,
    cell: (session) => <Time value={session.lastSeenAt} style="ago" />,
  },
  {
    id: 'createdAt',
    title: 'Signed in',
    text: (session) => session.createdAt,
    cell: (session) => <Time value={session.createdAt} />,
  },
  { id: 'expiresAt', title: 'Ends', text: (session) => session.expiresAt, cell: (session) => <Time value={session.expiresAt} /> },
]

const allColumns: ColumnSpec<Session>[] = [
  {
    id: 'user',
    title: 'Who',
    text: (session) => session.userName,
    cell: (session) => <RowLink href={`/admin/users/${session.userId}`}>{session.userName}</RowLink>,
  },
  ...columns,
]

/** "Firefox on Linux" of a user agent string. */
function describeAgent(agent: string | null): string {
  if (!agent) return 'Unknown'
  const browser = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].find((name) => agent.includes(`${name}/`))
  const system = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS', 'Linux'].find((name) => agent.includes(name))
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS': 'macOS' }
  if (!browser) return agent.slice(0, 40)
  return [names[browser] ?? browser, system ? `on ${names[system] ?? system}` : ''].join(' ').trim()
}
