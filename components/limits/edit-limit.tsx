'use client'

import { useWatch } from 'react-hook-form'
import { z } from 'zod'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { FormDialog } from '@/components/form/form-dialog'
import { NumberField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { numbersOf, parseAmount } from '@/components/limits/limit-draft'
import { LimitForetold } from '@/components/limits/limit-foretold'
import { LimitOptions } from '@/components/limits/limit-options'
import { describeCountBy, describeRule } from '@/components/limits/words'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import { type Limit, type LimitUpdate, limitUpdate } from '@/lib/contracts/limit'

/** Changes a limit's amount and what happens beyond it. What it applies to and counts by stays: that would be another limit. */
export function EditLimit({ limit }: { limit: Limit }) {
  return (
    <FormDialog
      width="wide"
      size="small"
      look="quiet"
      trigger="Edit"
      triggerLabel={`Edit limit ${limit.name}`}
      title={`Edit ${limit.name}`}
      sentence={`Now ${describeRule(limit)} for ${describeCountBy(limit.countBy)}, ${limit.scopeLabel}. What is used stays used.`}
    >
      {(close) => <EditForm limit={limit} onDone={close} />}
    </FormDialog>
  )
}

function EditForm({ limit, onDone }: { limit: Limit; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: LimitUpdate; version?: number }) =>
    sendJson('PATCH', `limits/${limit.id}`, input, { version }),
  )
  const { name, onExceed, mode, thresholds, timeZone, weekStart, unpriced, storeDown, quotaStatus } = limit
  const waitMs = limit.waitMs ?? 1_000
  const contractForm = useContractForm({
    contract: draftFor(limit.measure),
    defaults: {
      name,
      amount: String(limit.amount),
      onExceed,
      waitMs,
      mode,
      thresholds,
      timeZone,
      weekStart,
      unpriced,
      storeDown,
      quotaStatus,
    },
    version: limit.version,
    isEdit: true,
    submit: (draft: Partial<Draft>, version) => command.mutateAsync({ input: toUpdate(limit, draft), version }),
    onDone: () => {
      toast.done('Limit saved; it is in force within a second.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <Fields limit={limit} />
    </Form>
  )
}

function Fields({ limit }: { limit: Limit }) {
  const draft = useWatch() as Draft
  const { onExceed, waitMs } = draft
  const isQuota = limit.measure !== 'concurrency' && limit.window.kind === 'quota'
  return (
    <>
      <TextField name="name" label="Name" autoComplete="off" />
      <TextField name="amount" label="Amount" inputMode="decimal" autoComplete="off" />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField name="onExceed" label="Beyond it" options={exceedChoices} />
        {onExceed === 'wait' ? <NumberField name="waitMs" label="Wait at most (ms)" /> : null}
      </div>
      <SelectField name="mode" label="Hold" options={modeChoices} />
      <LimitOptions
        measure={limit.measure}
        isQuota={isQuota}
        period={limit.window.kind === 'quota' ? limit.window.period : undefined}
      />
      <LimitForetold
        path={`limits/${limit.id}/preview`}
        body={
          draftFor(limit.measure).safeParse(draft).success
            ? { amount: parseAmount(limit.measure, String(draft.amount)), onExceed, ...(onExceed === 'wait' ? { waitMs } : {}) }
            : null
        }
        limit={limit}
      />
    </>
  )
}

const exceedChoices = [
  { value: 'refuse', label: 'refuse' },
  { value: 'wait', label: 'wait, then refuse' },
  { value: 'warn', label: 'let pass, report' },
]
const modeChoices = [
  { value: 'strict', label: 'strict: never overshoots' },
  { value: 'optimistic', label: 'optimistic: holds the recent average' },
]

const draftShape = z.object({
  name: z.string(),
  // What somebody else saved may be taken into the form as the API writes it.
  amount: z.coerce.string<string>(),
  onExceed: z.enum(['refuse', 'wait', 'warn']),
  waitMs: z.number().nullish(),
  mode: z.enum(['strict', 'optimistic']),
  thresholds: z.array(z.union([z.string(), z.number()])),
  timeZone: z.string().nullish(),
  weekStart: z.number(),
  unpriced: z.enum(['refuse', 'allow']),
  storeDown: z.enum(['local', 'deny', 'allow']),
  quotaStatus: z.number(),
})

type Draft = z.output<typeof draftShape>

/** What was changed, as the API takes it. */
function toUpdate({ measure }: Pick<Limit, 'measure'>, { amount, thresholds, ...rest }: Partial<Draft>): LimitUpdate {
  return {
    ...(rest as LimitUpdate),
    ...(amount === undefined ? {} : { amount: parseAmount(measure, amount) }),
    ...(thresholds === undefined ? {} : { thresholds: numbersOf(thresholds) }),
  }
}

function draftFor(measure: Limit['measure']) {
  return draftShape.superRefine((value, context) => {
    const checked = limitUpdate.safeParse(toUpdate({ measure }, value))
    for (const issue of checked.error?.issues ?? []) {
      const path = String(issue.path[0] ?? 'amount')
      const messages: Record<string, string> = {
        amount: 'must be a number such as 10,000',
        thresholds: 'must be percentages such as 50, 80',
      }
      context.addIssue({ code: 'custom', path: [path], message: messages[path] ?? issue.message })
    }
  })
}
