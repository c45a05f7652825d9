'use client'

import { useState } from 'react'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { invitationSpec } from '@/components/members/member-list'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { type OneTimeLink, showLink } from '@/components/users/show-link'
import { sendJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'
import { useCommand } from '@/lib/client/use-command'
import type { FirstPage } from '@/lib/client/use-list'
import type { Invitation } from '@/lib/contracts/invitation'

type Props = { tenantId: string; first: FirstPage<Invitation> | undefined; canEdit: boolean }

/** Who has been invited and has not come yet; an invitation can be made anew or withdrawn. */
export function InvitationTable({ tenantId, first, canEdit }: Props) {
  return (
    <ListTable
      label="Invitations"
      path={`tenants/${tenantId}/invitations`}
      columns={columns}
      rowId={(invitation) => invitation.id}
      spec={invitationSpec}
      first={first}
      empty={<EmptyState title="Nobody is on the way" advice="Add a member who has no account: you get a link to send them." />}
      rowActions={canEdit ? (invitation) => <InvitationActions invitation={invitation} /> : undefined}
    />
  )
}

function InvitationActions({ invitation }: { invitation: Invitation }) {
  const { tenantId, id, email, role } = invitation
  const [isWithdrawing, setIsWithdrawing] = useState(false)
  const renew = useCommand(() =>
    sendJson<{ invitation: OneTimeLink | null }>('POST', `tenants/${tenantId}/members`, { email, role }),
  )
  const withdraw = useCommand(() => sendJson('DELETE', `tenants/${tenantId}/invitations/${id}`))
  return (
    <span className="inline-flex gap-1">
      <Button
        size="small"
        look="quiet"
        aria-label={`New link for ${email}`}
        isBusy={renew.isPending}
        onClick={() =>
          // By its promise: the new invitation takes this row's place, and what is called back on a row that is gone never comes.
          renew.mutateAsync(undefined).then(
            (made) => showLink('Send this invitation', made.invitation),
            (error: unknown) => toast.failed(describeFailure(error).title),
          )
        }
      >
        New link
      </Button>
      <Button size="small" look="quiet" aria-label={`Withdraw the invitation of ${email}`} onClick={() => setIsWithdrawing(true)}>
        Withdraw
      </Button>
      <ConfirmDialog
        isOpen={isWithdrawing}
        onOpenChange={setIsWithdrawing}
        title={`Withdraw the invitation of ${email}?`}
        consequence="The link they were sent is worth nothing any more. Nobody has come by it yet."
        verb="Withdraw invitation"
        onConfirm={() => withdraw.mutateAsync(undefined)}
      />
    </span>
  )
}

const columns: ColumnSpec<Invitation>[] = [
  { id: 'email', title: 'E-mail', text: (invitation) => invitation.email },
  { id: 'role', title: 'Role', text: (invitation) => invitation.role },
  {
    id: 'state',
    title: 'State',
    text: (invitation) => (invitation.hasExpired ? 'expired' : 'open'),
    cell: (invitation) => <StateBadge state={invitation.hasExpired ? 'expired' : 'open'} />,
  },
  {
    id: 'createdAt',
    title: 'Invited',
    text: (invitation) => invitation.createdAt,
    cell: (invitation) => <Time value={invitation.createdAt} style="ago" />,
    sortBy: 'createdAt',
  },
  {
    id: 'expiresAt',
    title: 'Good until',
    text: (invitation) => invitation.expiresAt,
    cell: (invitation) => <Time value={invitation.expiresAt} />,
  },
]
