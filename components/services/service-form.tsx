'use client'

import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { OperationsField } from '@/components/services/operations-field'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Model } from '@/lib/contracts/model'
import type { ServiceImport, ServiceOffer } from '@/lib/contracts/service'

type Props = { document: string; offer: ServiceOffer; onBack: () => void; onDone: () => void }

/** What of a document is served, where, and what a call of it counts as. */
export function ServiceForm({ document, offer, onBack, onDone }: Props) {
  const command = useCommand((input: ServiceImport) => sendJson<Model>('POST', 'services', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/service').then(({ serviceImport }) => serviceImport),
    defaults: {
      name: offer.name,
      baseUrl: offer.baseUrl ?? '',
      keyHeader: offer.keyHeader,
      key: null,
      region: null,
      operations: offer.operations,
    },
    submit: async (input) => {
      const model = await command.mutateAsync({ ...input, document })
      toast.done(`Service ${model.name} made. Set its price and put it into a product.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Make service" onCancel={onBack}>
      <p>
        <strong className="font-medium">{offer.title}</strong> has {countOf(offer.operations.length, 'operation')} that can be
        served{offer.skipped.length > 0 ? `, and ${offer.skipped.length} that cannot` : ''}.
      </p>
      {offer.skipped.length > 0 ? (
        <details className="text-sm">
          <summary className="cursor-pointer text-ink-muted hover:text-ink">What cannot be served, and why</summary>
          <ul className="mt-1 space-y-1">
            {offer.skipped.map(({ operation, why }) => (
              <li key={operation} className="[overflow-wrap:anywhere]">
                <code>{operation}</code>: {why}.
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="name" label="Name" autoComplete="off" hint="Callers write it: /services/name/…" />
        <TextField name="region" label="Region" isOptional autoComplete="off" />
      </div>
      <TextField name="baseUrl" label="Base URL" autoComplete="off" hint="What stands before the paths of its document." />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          name="keyHeader"
          label="Key header"
          isOptional
          autoComplete="off"
          hint="Where the service reads its key; left empty: Authorization: Bearer."
        />
        <TextField
          name="key"
          label="Key"
          isOptional
          type="password"
          autoComplete="off"
          hint="The gateway's own. Kept sealed, never shown again."
        />
      </div>
      <OperationsField name="operations" offered={offer.operations} />
    </Form>
  )
}
