'use client'

import { usePathname, useRouter } from 'next/navigation'
import { useState } from 'react'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { MomentField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { showKey } from '@/components/keys/show-key'
import { Button } from '@/components/ui/button'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Key, KeyCreated, KeyRotate } from '@/lib/contracts/key'

export function RotateForm({ apiKey, onDone }: { apiKey: Key; onDone: () => void }) {
  const command = useCommand((input: KeyRotate) => sendJson<KeyCreated>('POST', `keys/${apiKey.id}/rotate`, input))
  const router = useRouter()
  const path = usePathname()
  const [isOwnMoment, setIsOwnMoment] = useState(false)
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/key').then(({ keyRotate }) => keyRotate),
    defaults: { graceSeconds: 2_592_000 },
    submit: async ({ graceSeconds, oldKeyUntil }) => {
      const created = await command.mutateAsync(isOwnMoment && oldKeyUntil ? { oldKeyUntil } : { graceSeconds })
      showKey(created)
      if (path.startsWith('/portal/')) router.push(`/portal/keys/${created.id}`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Rotate key" onCancel={onDone}>
      {isOwnMoment ? (
        <MomentField name="oldKeyUntil" label="The old key lives until" hint="In your time zone, at most 30 days on." />
      ) : (
        <SelectField
          name="graceSeconds"
          label="The old key goes on for"
          options={graces}
          parse={Number}
          hint="At most: you can retire it as soon as its callers have moved."
        />
      )}
      <Button size="small" look="quiet" onClick={() => setIsOwnMoment(!isOwnMoment)}>
        {isOwnMoment ? 'Choose how long instead' : 'Choose the moment instead'}
      </Button>
    </Form>
  )
}

const graces = [
  { value: '0', label: 'no time: it ends now' },
  { value: '3600', label: 'one hour' },
  { value: '86400', label: 'one day' },
  { value: '604800', label: 'one week' },
  { value: '2592000', label: 'thirty days' },
]
