'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { SecretOnce } from '@/components/ui/secret-once'
import type { ManagementTokenCreated } from '@/lib/contracts/management-token'

const CreateForm = lazyForm(() => import('@/components/tokens/create-token-form').then(({ CreateForm }) => CreateForm))

/** A new management token, shown once. */
export function CreateToken({ canChooseOwner }: { canChooseOwner: boolean }) {
  const [created, setCreated] = useState<ManagementTokenCreated | null>(null)
  return (
    <>
      <FormDialog
        look="primary"
        trigger="Create token"
        act="create-token"
        prefetch={CreateForm.prefetch}
        title="Create management token"
        sentence="For scripts. It may do what its scopes say and its owner may do at that moment, never more."
      >
        {(close) => <CreateForm canChooseOwner={canChooseOwner} onDone={close} onCreated={setCreated} />}
      </FormDialog>
      {created?.token ? (
        <SecretOnce
          title="Your management token"
          sentence="Copy it now: it is shown only this once."
          label="Token"
          value={created.token}
          onClose={() => setCreated(null)}
        />
      ) : null}
    </>
  )
}
