'use client'

import { useState } from 'react'
import { Form } from '@/components/form/form'
import { useContractForm } from '@/components/form/use-contract-form'
import { emptyLimitDraft, toLimitCreate } from '@/components/limits/limit-draft'
import { LimitFields } from '@/components/limits/limit-fields'
import type { LimitDraft } from '@/components/limits/limit-shapes'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Limit, LimitCreate } from '@/lib/contracts/limit'

export type CreateLimitProps = {
  /** Filled in beforehand, such as the tenant on its own page. */
  scope?: { tenantId?: string; productId?: string; subscriptionId?: string }
  /** Who may not list users cannot choose one. */
  canSeeUsers?: boolean
}

export function CreateForm({ scope = {}, canSeeUsers, onDone }: CreateLimitProps & { onDone: () => void }) {
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
