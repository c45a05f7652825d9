'use client'

import { figureWords } from '@/components/alerts/words'
import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { AlertRule } from '@/lib/contracts/alert'

const CreateForm = lazyForm(() => import('@/components/alerts/rule-form').then(({ CreateForm }) => CreateForm))
const EditForm = lazyForm(() => import('@/components/alerts/rule-form').then(({ EditForm }) => EditForm))

/** Watches another figure. */
export function CreateRule() {
  return (
    <FormDialog
      trigger="Create rule"
      look="primary"
      prefetch={CreateForm.prefetch}
      title="Create rule"
      sentence="A figure, the value from which it is an alert, and how long it must be so."
      width="wide"
    >
      {(close) => <CreateForm onDone={close} />}
    </FormDialog>
  )
}

export function EditRule({ rule }: { rule: AlertRule }) {
  return (
    <FormDialog
      size="small"
      look="quiet"
      trigger="Edit"
      triggerLabel={`Edit rule ${rule.name}`}
      prefetch={EditForm.prefetch}
      title={`Edit ${rule.name}`}
      sentence={`${figureWords[rule.figure].title}. ${figureWords[rule.figure].hint}`}
      width="wide"
    >
      {(close) => <EditForm rule={rule} onDone={close} />}
    </FormDialog>
  )
}
