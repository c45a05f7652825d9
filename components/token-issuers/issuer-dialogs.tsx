'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { TokenIssuer } from '@/lib/contracts/token-issuer'

const CreateForm = lazyForm(() => import('@/components/token-issuers/issuer-form').then(({ CreateForm }) => CreateForm))
const EditForm = lazyForm(() => import('@/components/token-issuers/issuer-form').then(({ EditForm }) => EditForm))

export function CreateIssuer() {
  return (
    <FormDialog
      trigger="Trust an issuer"
      act="trust-issuer"
      look="primary"
      prefetch={CreateForm.prefetch}
      title="Trust an issuer"
      sentence="Callers may bring its signed tokens. Which of them may call, as which subscription and for which models, the rules below say."
      width="wide"
    >
      {(close) => <CreateForm onDone={close} />}
    </FormDialog>
  )
}

export function EditIssuer({ issuer, size = 'small' }: { issuer: TokenIssuer; size?: 'small' | 'medium' }) {
  return (
    <FormDialog
      size={size}
      look={size === 'small' ? 'quiet' : 'secondary'}
      trigger="Edit"
      triggerLabel={`Edit issuer ${issuer.name}`}
      prefetch={EditForm.prefetch}
      title={`Edit ${issuer.name}`}
      sentence="In force within a second, for tokens that are in use too."
      width="wide"
    >
      {(close) => <EditForm issuer={issuer} onDone={close} />}
    </FormDialog>
  )
}
