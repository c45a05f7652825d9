'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Choice } from '@/lib/client/use-choices'

const CommitmentForm = lazyForm(() =>
  import('@/components/commitments/commitment-form').then(({ CommitmentForm }) => CommitmentForm),
)

export function CreateCommitment({ backends }: { backends: Choice[] }) {
  return (
    <FormDialog
      look="primary"
      trigger="Register commitment"
      act="register-commitment"
      prefetch={CommitmentForm.prefetch}
      title="Register provisioned throughput"
      sentence="A fixed cost per hour over a term. From its first hour on calls to that backend are not billed by token; who used it shares its cost."
      width="wide"
    >
      {(close) => <CommitmentForm backends={backends} onDone={close} />}
    </FormDialog>
  )
}
