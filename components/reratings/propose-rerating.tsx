'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { DueReratings } from '@/lib/contracts/rerating'

const ProposeForm = lazyForm(() => import('@/components/reratings/propose-form').then(({ ProposeForm }) => ProposeForm))

/** Works out a difference; nothing is billed by that. */
export function ProposeRerating({ due }: { due?: DueReratings['items'][number] }) {
  return (
    <FormDialog
      look={due ? 'secondary' : 'primary'}
      size={due ? 'small' : 'medium'}
      trigger={due ? 'Work it out' : 'Work out a difference'}
      triggerLabel={due ? `Work out ${due.model}` : undefined}
      prefetch={ProposeForm.prefetch}
      title="Work out a difference"
      sentence="What the calls of a model would have cost at the prices and contracts known now. Nothing is billed before somebody else books it."
    >
      {(close) => <ProposeForm due={due} onDone={close} />}
    </FormDialog>
  )
}
