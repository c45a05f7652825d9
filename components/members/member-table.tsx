'use client'

import { useState } from 'react'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { memberSpec } from '@/components/members/member-list'
import { MakeToken } from '@/components/members/service-accounts'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { countOf, describeCount } from '@/components/ui/number-text'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { FirstPage } from '@/lib/client/use-list'
import type { Member } from '@/lib/contracts/member'

const AddForm = lazyForm(() => import('@/components/members/member-forms').then(({ AddForm }) => AddForm))
const RoleForm = lazyForm(() => import('@/components/members/member-forms').then(({ RoleForm }) => RoleForm))

type Props = { tenantId: string; tenantName: string; first: FirstPage<Member> | undefined; canEdit: boolean }

/** Who is in a tenant, as what. */
export function MemberTable({ tenantId, tenantName, first, canEdit }: Props) {
  return (
    <ListTable
      label="Members"
      path={`tenants/${tenantId}/members`}
      columns={columns}
      rowId={(member) => member.userId}
      spec={memberSpec}
      first={first}
      empty={
        <EmptyState
          title="Nobody is in this tenant"
          advice="Add its people by e-mail. Somebody without an account gets an invitation link."
        />
      }
      rowActions={canEdit ? (member) => <MemberActions member={member} tenantName={tenantName} /> : undefined}
    />
  )
}

export function AddMember({ tenantId, tenantName }: { tenantId: string; tenantName: string }) {
  return (
    <FormDialog
      trigger="Add member"
      prefetch={AddForm.prefetch}
      title={`Add somebody to ${tenantName}`}
      sentence="Somebody with an account is a member at once; anybody else gets an invitation."
    >
      {(close) => <AddForm tenantId={tenantId} onDone={close} />}
    </FormDialog>
  )
}

function MemberActions({ member, tenantName }: { member: Member; tenantName: string }) {
  const [isRemoving, setIsRemoving] = useState(false)
  const remove = useCommand(() => sendJson('DELETE', `tenants/${member.tenantId}/members/${member.userId}`))
  return (
    <span className="inline-flex gap-1">
      {member.kind === 'service' ? <MakeToken member={member} /> : null}
      <FormDialog
        size="small"
        look="quiet"
        trigger="Change role"
        triggerLabel={`Change the role of ${member.name}`}
        prefetch={RoleForm.prefetch}
        title={`Role of ${member.name} in ${tenantName}`}
      >
        {(close) => <RoleForm member={member} onDone={close} />}
      </FormDialog>
      <Button size="small" look="quiet" aria-label={`Remove ${member.name}`} onClick={() => setIsRemoving(true)}>
        Remove
      </Button>
      <ConfirmDialog
        isOpen={isRemoving}
        onOpenChange={setIsRemoving}
        title={`Remove ${member.name} from ${tenantName}?`}
        consequence={`They lose sight of this tenant with their next click. ${describeKeys(member)}`}
        verb="Remove member"
        onConfirm={() => remove.mutateAsync(undefined)}
      />
    </span>
  )
}

/** Whoever leaves takes no key with them: applications go on, and somebody has to know that. */
function describeKeys({ keyCount, keysUsedLately }: Member): string {
  if (keyCount === 0) return 'They have issued no key that is valid.'
  return `${countOf(keyCount, 'key')} they issued ${keyCount === 1 ? 'goes' : 'go'} on working until rotated or revoked (${keysUsedLately} used in the last hour); who has seen them still has them.`
}

const columns: ColumnSpec<Member>[] = [
  { id: 'name', title: 'Name', text: (member) => member.name },
  { id: 'email', title: 'E-mail', text: (member) => member.email },
  {
    id: 'role',
    title: 'Role',
    text: (member) => `${member.role}${member.provider ? `, by groups of ${member.provider}` : ''}`,
  },
  {
    id: 'kind',
    title: 'Kind',
    text: (member) => (member.kind === 'service' ? 'service account' : 'person'),
    isHiddenAtFirst: true,
  },
  {
    id: 'keys',
    title: 'Keys issued',
    text: (member) => describeCount(member.keyCount),
    isNumeric: true,
  },
  {
    id: 'state',
    title: 'State',
    text: (member) => (member.disabled ? 'disabled' : 'active'),
    cell: (member) => <StateBadge state={member.disabled ? 'disabled' : 'active'} />,
  },
  {
    id: 'createdAt',
    title: 'Since',
    text: (member) => member.createdAt,
    cell: (member) => <Time value={member.createdAt} style="day" />,
  },
]
