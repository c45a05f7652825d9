'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'

const ContractForm = lazyForm(() => import('@/components/price-contracts/contract-form').then(({ ContractForm }) => ContractForm))

/** A discount or a margin from a date on. */
export function CreateContract() {
  return (
    <FormDialog
      look="primary"
      trigger="Agree on a contract"
      act="create-contract"
      prefetch={ContractForm.prefetch}
      title="Agree on a contract"
      sentence="In force from a date on, until the next one of its kind for the same. Of several that fit, the closest holds: a tenant’s before a product’s, that before a provider’s. One of 0 % ends it."
      width="wide"
    >
      {(close) => <ContractForm onDone={close} />}
    </FormDialog>
  )
}
