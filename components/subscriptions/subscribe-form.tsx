'use client'

import { useRouter } from 'next/navigation'
import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { LookupField } from '@/components/form/lookup-field'
import { tenantLookup } from '@/components/form/lookups'
import { TextAreaField, TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { AcceptTerms } from '@/components/subscriptions/accept-terms'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import type { Choice } from '@/lib/client/use-choices'
import { useCommand } from '@/lib/client/use-command'
import type { Product } from '@/lib/contracts/product'
import type { Subscription, SubscriptionCreate } from '@/lib/contracts/subscription'

/** One's own tenants; an admin's may be any. */
export type Payers = Choice[] | 'any'

type Props = { product: Product; tenants: Payers; name: string; onDone: () => void }

export function SubscribeForm({ product, tenants, name, onDone }: Props) {
  const router = useRouter()
  const command = useCommand((input: SubscriptionCreate) => sendJson<Subscription>('POST', 'subscriptions', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/subscription').then(({ subscriptionCreate }) => subscriptionCreate),
    defaults: {
      tenantId: tenants !== 'any' && tenants.length === 1 ? tenants[0]?.value : '',
      productId: product.id,
      name,
      purpose: '',
      costCentre: '',
      expectedUse: '',
    },
    submit: async (input) => {
      const subscription = await command.mutateAsync(input)
      toast.done(
        subscription.state === 'active'
          ? `You are subscribed to ${product.name}.`
          : `Your request for ${product.name} waits for approval.`,
      )
      router.push(`/portal/subscriptions/${subscription.id}`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Subscribe" onCancel={onDone}>
      {tenants === 'any' ? (
        <LookupField name="tenantId" label="Tenant" lookup={tenantLookup} hint="Who pays for the calls." />
      ) : (
        <SelectField name="tenantId" label="Tenant" options={tenants} hint="Who pays for the calls." />
      )}
      <TextField
        name="name"
        label="Name"
        autoComplete="off"
        hint="Such as the application it is for. Each of a tenant's subscriptions has its own."
      />
      <TextAreaField
        name="purpose"
        label="Purpose"
        hint={
          product.requiresApproval ? 'What you will use it for: the admin who decides reads this.' : 'What you will use it for.'
        }
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          name="expectedUse"
          label="Expected use"
          autoComplete="off"
          placeholder="2,000 calls a day"
          hint="About how much, if you know."
        />
        <TextField name="costCentre" label="Cost centre" autoComplete="off" hint="Empty: that of the tenant." />
      </div>
      {product.terms ? <AcceptTerms name="acceptedTermsVersion" terms={product.terms} version={product.termsVersion} /> : null}
    </Form>
  )
}
