'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { showSecret } from '@/components/ui/shown-secret'
import type { Member } from '@/lib/contracts/member'

const ServiceForm = lazyForm(() => import('@/components/members/member-forms').then(({ ServiceForm }) => ServiceForm))
const TokenForm = lazyForm(() => import('@/components/tokens/create-token-form').then(({ CreateForm }) => CreateForm))

/** For scripts of the team: it outlives whoever looks after it. */
export function AddServiceAccount({ tenantId, tenantName }: { tenantId: string; tenantName: string }) {
  return (
    <FormDialog
      trigger="Add service account"
      prefetch={ServiceForm.prefetch}
      title={`Add a service account to ${tenantName}`}
      sentence="For scripts: it cannot sign in, works by management tokens, and stays when people leave."
    >
      {(close) => <ServiceForm tenantId={tenantId} onDone={close} />}
    </FormDialog>
  )
}

export function MakeToken({ member }: { member: Member }) {
  return (
    <FormDialog
      size="small"
      look="quiet"
      trigger="Make token"
      triggerLabel={`Make a token for ${member.name}`}
      prefetch={TokenForm.prefetch}
      title={`A management token for ${member.name}`}
      sentence="It may do what its scopes say and the account may do here at that moment, never more."
    >
      {(close) => (
        <TokenForm
          canChooseOwner={false}
          ownerId={member.userId}
          onDone={close}
          onCreated={({ token }) => {
            if (token === null) return
            showSecret({
              title: `The token of ${member.name}`,
              sentence: 'Copy it now: it is shown only this once.',
              label: 'Token',
              value: token,
            })
          }}
        />
      )}
    </FormDialog>
  )
}
