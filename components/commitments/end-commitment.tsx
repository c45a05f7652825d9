'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Commitment } from '@/lib/contracts/commitment'

const EndForm = lazyForm(() => import('@/components/commitments/end-commitment-form').then(({ EndForm }) => EndForm))

/** Earlier than was agreed on. */
export function EndCommitment({ commitment }: { commitment: Commitment }) {
  return (
    <FormDialog
      look="danger"
      trigger="End earlier"
      prefetch={EndForm.prefetch}
      title={`End ${commitment.name} earlier?`}
      sentence="From then on its hours cost nothing, and calls to its backend are billed by token again."
    >
      {(close) => <EndForm commitment={commitment} onDone={close} />}
    </FormDialog>
  )
}
