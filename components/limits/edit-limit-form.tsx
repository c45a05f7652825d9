'use client'

import { useWatch } from 'react-hook-form'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { useContract } from '@/components/form/lazy-contract'
import { NumberField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { parseAmount, toLimitUpdate } from '@/components/limits/limit-draft'
import { LimitForetold } from '@/components/limits/limit-foretold'
import { LimitOptions } from '@/components/limits/limit-options'
import type { LimitEdit } from '@/components/limits/limit-shapes'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Limit, LimitUpdate } from '@/lib/contracts/limit'

export function EditForm({ limit, onDone }: { limit: Limit; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: LimitUpdate; version?: number }) =>
    sendJson('PATCH', `limits/${limit.id}`, input, { version }),
  )
  const { name, onExceed, mode, thresholds, timeZone, weekStart, unpriced, storeDown, quotaStatus } = limit
  const waitMs = limit.waitMs ?? 1_000
  const contractForm = useContractForm({
    contract: () => loadChecks(limit.measure),
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
    submit: (draft: Partial<LimitEdit>, version) => command.mutateAsync({ input: toLimitUpdate(limit.measure, draft), version }),
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

const loadChecks = (measure: Limit['measure']) =>
  import('@/components/limits/limit-checks').then(({ editDraft }) => editDraft(measure))

function Fields({ limit }: { limit: Limit }) {
  const draft = useWatch() as LimitEdit
  const { onExceed, waitMs } = draft
  const checks = useContract(() => loadChecks(limit.measure))
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
          checks?.safeParse(draft).success
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
