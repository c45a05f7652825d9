'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useId, useTransition } from 'react'
import { keyLookup, modelLookup, productLookup, subscriptionLookup, tenantLookup } from '@/components/form/lookups'
import { SearchSelect } from '@/components/form/search-select'
import type { Lookup } from '@/lib/client/use-lookup'

/** Whom the question is about, kept in the URL, so that the answer can be sent to somebody. */
export function ResolverPickers({ canSeeKeys }: { canSeeKeys: boolean }) {
  const router = useRouter()
  const path = usePathname()
  const params = useSearchParams()
  const [isBusy, startTransition] = useTransition()
  const given = (name: string) => params.get(name) ?? ''
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(params)
    if (value) next.set(name, value)
    else next.delete(name)
    // What hung on it is of something else now.
    for (const narrower of narrowing[name] ?? []) next.delete(narrower)
    startTransition(() => router.replace(`${path}?${next}`, { scroll: false }))
  }
  const ofTenant = given('tenantId') ? { tenantId: given('tenantId') } : {}
  const ofSubscription = given('subscriptionId') ? { subscriptionId: given('subscriptionId') } : ofTenant
  const pickers: [name: string, label: string, none: string, lookup: Lookup][] = [
    ['tenantId', 'Tenant', 'Choose a tenant', tenantLookup],
    ['productId', 'Product', 'Any product', productLookup],
    ['subscriptionId', 'Subscription', 'Any subscription', { ...subscriptionLookup, query: ofTenant }],
    ...(canSeeKeys
      ? [['keyId', 'Key', 'Any key', { ...keyLookup, query: ofSubscription }] as [string, string, string, Lookup]]
      : []),
    ['model', 'Model', 'Any model', modelLookup],
  ]
  return (
    <fieldset aria-label="Who calls what" aria-busy={isBusy} className="mb-8 grid gap-4 sm:grid-cols-2 lg:grid-cols-5">
      {pickers.map(([name, label, none, lookup]) => (
        <Picker key={name} label={label} none={none} lookup={lookup} value={given(name)} onChange={(value) => set(name, value)} />
      ))}
    </fieldset>
  )
}

function Picker({
  label,
  ...rest
}: {
  label: string
  none: string
  lookup: Lookup
  value: string
  onChange(value: string): void
}) {
  const id = useId()
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <SearchSelect id={id} {...rest} />
    </div>
  )
}

const narrowing: Record<string, string[]> = { tenantId: ['subscriptionId', 'keyId'], subscriptionId: ['keyId'] }
