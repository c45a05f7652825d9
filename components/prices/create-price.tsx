'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'

const CreateForm = lazyForm(() => import('@/components/prices/create-price-form').then(({ CreateForm }) => CreateForm))

/** A price from a date on. Prices are never changed, only followed, so what was billed stays explained. */
export function CreatePrice({ canSeeBackends }: { canSeeBackends: boolean }) {
  return (
    <FormDialog
      look="primary"
      trigger="Set price"
      act="set-price"
      prefetch={CreateForm.prefetch}
      title="Set price"
      sentence="In force from a date on, until the next price of the same model begins. Money per million tokens."
      width="wide"
    >
      {(close) => <CreateForm canSeeBackends={canSeeBackends} onDone={close} />}
    </FormDialog>
  )
}
