'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { describeRule } from '@/components/limits/words'
import type { Limit } from '@/lib/contracts/limit'

const RaiseForm = lazyForm(() => import('@/components/limits/raise-limit-form').then(({ RaiseForm }) => RaiseForm))

/** More for a while: until a time, after which the limit is what it was. */
export function RaiseLimit({ limit }: { limit: Limit }) {
  return (
    <FormDialog
      size="small"
      look="quiet"
      trigger="Raise"
      triggerLabel={`Raise limit ${limit.name}`}
      prefetch={RaiseForm.prefetch}
      title={`Raise ${limit.name}`}
      sentence={`Now ${describeRule(limit)}. The raise ends by itself.`}
    >
      {(close) => <RaiseForm limit={limit} onDone={close} />}
    </FormDialog>
  )
}
