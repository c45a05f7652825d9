'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { monthTitle } from '@/lib/base/day-range'
import type { Statement } from '@/lib/contracts/statement'

const ReopenForm = lazyForm(() => import('@/components/statements/reopen-form').then(({ ReopenForm }) => ReopenForm))

/** Takes a statement out of force; its month is closed anew. */
export function ReopenStatement({ statement }: { statement: Statement }) {
  return (
    <FormDialog
      trigger="Re-open"
      triggerLabel={`Re-open ${statement.number}`}
      look="danger"
      prefetch={ReopenForm.prefetch}
      title={`Re-open ${statement.number}?`}
      sentence={`${monthTitle(statement.month)} of ${statement.tenantName} is open again until somebody closes it. This statement stays as it is and does not count any more.`}
    >
      {(close) => <ReopenForm statement={statement} onDone={close} />}
    </FormDialog>
  )
}
