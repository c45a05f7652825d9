'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { describeMoney } from '@/components/ui/money-text'
import type { Budget } from '@/lib/contracts/budget'

const CreateForm = lazyForm(() => import('@/components/budgets/budget-form').then(({ CreateForm }) => CreateForm))
const EditForm = lazyForm(() => import('@/components/budgets/budget-form').then(({ EditForm }) => EditForm))
const RaiseForm = lazyForm(() => import('@/components/budgets/raise-forms').then(({ RaiseForm }) => RaiseForm))
const ApproveForm = lazyForm(() => import('@/components/budgets/raise-forms').then(({ ApproveForm }) => ApproveForm))
const RejectForm = lazyForm(() => import('@/components/budgets/raise-forms').then(({ RejectForm }) => RejectForm))

export function CreateBudget({ canStop }: { canStop: boolean }) {
  return (
    <FormDialog
      trigger="Plan budget"
      act="plan-budget"
      look="primary"
      prefetch={CreateForm.prefetch}
      title="Plan budget"
      sentence="Watched from the moment it is saved. Its owners hear of each threshold once a period."
    >
      {(close) => <CreateForm canStop={canStop} onDone={close} />}
    </FormDialog>
  )
}

export function EditBudget({ budget, isSmall }: { budget: Budget; isSmall?: boolean }) {
  return (
    <FormDialog
      trigger="Edit"
      triggerLabel={`Edit budget ${budget.name}`}
      {...(isSmall ? { size: 'small', look: 'quiet' } : {})}
      prefetch={EditForm.prefetch}
      title={`Edit ${budget.name}`}
      sentence="Less money holds at once; more goes by approval."
    >
      {(close) => <EditForm budget={budget} onDone={close} />}
    </FormDialog>
  )
}

export function RaiseBudget({ budget }: { budget: Budget }) {
  return (
    <FormDialog
      trigger="Ask for more"
      prefetch={RaiseForm.prefetch}
      title={`Ask for more for ${budget.name}`}
      sentence={`It has ${describeMoney(budget.amount, budget.currency)} each ${budget.period}. Somebody else decides.`}
    >
      {(close) => <RaiseForm budget={budget} onDone={close} />}
    </FormDialog>
  )
}

/** For somebody who did not ask. */
export function DecideRaise({ budget, raise }: { budget: Budget; raise: NonNullable<Budget['raise']> }) {
  const asked = describeMoney(raise.amount, budget.currency)
  return (
    <span className="inline-flex gap-2">
      <FormDialog
        trigger="Approve"
        look="primary"
        prefetch={ApproveForm.prefetch}
        title={`Approve ${asked} for ${budget.name}?`}
        sentence={`It holds for this ${budget.period} and all that follow${budget.hardStop ? '; its hard stop is raised with it' : ''}.`}
      >
        {(close) => <ApproveForm raise={raise} onDone={close} />}
      </FormDialog>
      <FormDialog
        trigger="Reject"
        prefetch={RejectForm.prefetch}
        title={`Reject ${asked} for ${budget.name}?`}
        sentence="The budget stays as it is, and whoever asked hears why."
      >
        {(close) => <RejectForm raise={raise} onDone={close} />}
      </FormDialog>
    </span>
  )
}
