'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Form } from '@/components/form/form'
import { LookupField } from '@/components/form/lookup-field'
import { modelLookup } from '@/components/form/lookups'
import { MomentField, TextAreaField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { DueReratings, ReratingCreate, ReratingDetail } from '@/lib/contracts/rerating'

const MONTH_MS = 30 * 86_400_000

export function ProposeForm({ due, onDone }: { due?: DueReratings['items'][number]; onDone: () => void }) {
  const router = useRouter()
  const [from] = useState(() => due?.from ?? new Date(Date.now() - MONTH_MS).toISOString())
  const command = useCommand((input: ReratingCreate) => sendJson<ReratingDetail>('POST', 'reratings', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/rerating').then(({ reratingCreate }) => reratingCreate),
    defaults: { model: due?.model ?? '', backendId: due?.backendId ?? null, from, reason: due?.reason ?? '' },
    submit: async (input) => {
      const { id } = await command.mutateAsync(input)
      router.push(`/finance/re-rating/${id}`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Work it out" onCancel={onDone}>
      <LookupField name="model" label="Model" lookup={modelLookup} />
      <div className="grid gap-4 sm:grid-cols-2">
        <MomentField name="from" label="Calls from" hint="In your time zone." />
        <MomentField name="to" label="Until" isOptional hint="Now, where left out." />
      </div>
      <TextAreaField name="reason" label="Why" rows={2} hint="Stands on the statements’ lines." />
    </Form>
  )
}
