'use client'

import type { ReactNode } from 'react'
import { type FieldValues, FormProvider } from 'react-hook-form'
import { StaleDialog } from '@/components/form/stale-dialog'
import type { ContractForm } from '@/components/form/use-contract-form'
import { Button, type ButtonLook } from '@/components/ui/button'
import { DialogActions } from '@/components/ui/dialog'
import { FailureNote } from '@/components/ui/failure-note'
import { ApiError } from '@/lib/client/api-error'

type Props<Input extends FieldValues, Output> = {
  contractForm: ContractForm<Input, Output>
  /** The verb on the button: "Create tenant". */
  verb: string
  look?: ButtonLook
  onCancel?: () => void
  children: ReactNode
}

/** The form's frame: fields, what went wrong with the whole, the buttons, and the dialog for a stale write. */
export function Form<Input extends FieldValues, Output>({
  contractForm,
  verb,
  look = 'primary',
  onCancel,
  children,
}: Props<Input, Output>) {
  const { form, failure, stale } = contractForm
  return (
    <FormProvider {...form}>
      <form
        noValidate
        onSubmit={(event) => {
          // A form inside a dialog of another form must not submit both.
          event.stopPropagation()
          void contractForm.onSubmit(event)
        }}
      >
        <div className="space-y-4">{children}</div>
        {failure && !isAtFields(failure) ? <FailureNote error={failure} className="mt-4" /> : null}
        <DialogActions>
          {onCancel ? <Button onClick={onCancel}>Cancel</Button> : null}
          <Button type="submit" look={look} isBusy={form.formState.isSubmitting}>
            {verb}
          </Button>
        </DialogActions>
      </form>
      {stale ? (
        <StaleDialog
          current={stale.current}
          mine={changedOnly(form.getValues(), contractForm.changed)}
          onKeepMine={contractForm.keepMine}
          onTakeTheirs={contractForm.takeTheirs}
          onClose={contractForm.closeStale}
        />
      ) : null}
    </FormProvider>
  )
}

function changedOnly(values: Record<string, unknown>, changed: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => changed.includes(name)))
}

/** True where every complaint is already said beside a field that is on the form. */
function isAtFields(failure: unknown): boolean {
  if (!(failure instanceof ApiError) || failure.fields.length === 0) return false
  return failure.fields.every((field) => document.querySelector(`[name="${CSS.escape(field.path)}"]`) !== null)
}
