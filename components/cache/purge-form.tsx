'use client'

import { Form } from '@/components/form/form'
import { LookupField } from '@/components/form/lookup-field'
import { productLookup, tenantLookup } from '@/components/form/lookups'
import { useContractForm } from '@/components/form/use-contract-form'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { CachePurgeCreate } from '@/lib/contracts/cache'

/** Whose answers go. Everything left empty: all of them. */
export function PurgeForm({ onDone }: { onDone: () => void }) {
  const command = useCommand((input: CachePurgeCreate) => sendJson('POST', 'cache/purges', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/cache').then(({ cachePurgeCreate }) => cachePurgeCreate),
    defaults: { tenantId: null, productId: null, modelId: null },
    submit: async (input) => {
      await command.mutateAsync(input)
      toast.done('Purged: nothing kept until now is served any more.')
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Purge" onCancel={onDone}>
      <LookupField name="tenantId" label="Tenant" isOptional lookup={tenantLookup} none="Every tenant" />
      <LookupField name="productId" label="Product" isOptional lookup={productLookup} none="Every product" />
      <LookupField name="modelId" label="Model" isOptional lookup={{ path: 'models' }} none="Every model" />
      <p className="text-sm text-ink-muted">
        The next calls are answered by providers again, and paid for, until their answers are kept anew.
      </p>
    </Form>
  )
}
