'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { describeCountBy, describeRule } from '@/components/limits/words'
import type { Limit } from '@/lib/contracts/limit'

const EditForm = lazyForm(() => import('@/components/limits/edit-limit-form').then(({ EditForm }) => EditForm))

/** Changes a limit's amount and what happens beyond it. What it applies to and counts by stays: that would be another limit. */
export function EditLimit({ limit }: { limit: Limit }) {
  return (
    <FormDialog
      width="wide"
      size="small"
      look="quiet"
      trigger="Edit"
      triggerLabel={`Edit limit ${limit.name}`}
      prefetch={EditForm.prefetch}
      title={`Edit ${limit.name}`}
      sentence={`Now ${describeRule(limit)} for ${describeCountBy(limit.countBy)}, ${limit.scopeLabel}. What is used stays used.`}
    >
      {(close) => <EditForm limit={limit} onDone={close} />}
    </FormDialog>
  )
}
