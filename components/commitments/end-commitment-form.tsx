'use client'

import { useState } from 'react'
import { Form } from '@/components/form/form'
import { MomentField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Commitment } from '@/lib/contracts/commitment'

const HOUR_MS = 3_600_000

export function EndForm({ commitment, onDone }: { commitment: Commitment; onDone: () => void }) {
  // Hours that have begun are paid for.
  const [next] = useState(() => new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS).toISOString())
  const command = useCommand((input: { until: string }) => sendJson('POST', `commitments/${commitment.id}/end`, input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/commitment').then(({ commitmentEnd }) => commitmentEnd),
    defaults: { until: next },
    submit: async (input) => {
      await command.mutateAsync(input)
      toast.done(`${commitment.name} ends earlier.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="End it" onCancel={onDone}>
      <MomentField name="until" label="Ends" hint="A whole hour, in your time zone." />
    </Form>
  )
}
