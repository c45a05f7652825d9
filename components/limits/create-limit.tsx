'use client'

import { useState } from 'react'
import { Form } from '@/components/form/form'
import { FormDialog } from '@/components/form/form-dialog'
import { useContractForm } from '@/components/form/use-contract-form'
import { emptyLimitDraft, toLimitCreate } from '@/components/limits/limit-draft'
import { LimitFields } from '@/components/limits/limit-fields'
import type { LimitDraft } from '@/components/limits/limit-shapes'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Limit, LimitCreate } from '@/lib/contracts/limit'

type Props = {
  /** Filled in beforehand, such as the tenant on its own page. */
  scope?: { tenantId?: string; productId?: string; subscriptionId?: string }
  /** Who may not list users cannot choose one. */
  canSeeUsers?: boolean
}

/** A new limit, with a sentence that says what it will do. */
export function CreateLimit({ scope = {}, canSeeUsers = true }: Props) {
  return (
    <FormDialog
      look="primary"
      trigger="Create limit"
      act="create-limit"
      title="Create limit"
      sentence="In force within a second of being saved."
      width="wide"
    >
      {(close) => <CreateForm scope={scope} canSeeUsers={canSeeUsers} onDone={close} />}
    </FormDialog>
  )
}

function CreateForm({ scope = {}, canSeeUsers, onDone }: Props & { onDone: () => void }) {
  const [defaults] = useState<LimitDraft>(() => ({ ...emptyLimitDraft, ...scope }))
  const command = useCommand((input: LimitCreate) => sendJson<Limit>('POST', 'limits', input))
  const contractForm = useContractForm({
    contract: () => import('@/components/limits/limit-checks').then(({ limitDraft }) => limitDraft),
    defaults,
    submit: async (draft) => {
      const limit = await command.mutateAsync(toLimitCreate(draft))
      toast.done(`Limit ${limit.name} is in force.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Create limit" onCancel={onDone}>
      <LimitFields canSeeUsers={canSeeUsers ?? true} />
    </Form>
  )
}
