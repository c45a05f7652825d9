'use client'

import { useState } from 'react'
import { subscriptionLookup } from '@/components/form/lookups'
import { SearchSelect } from '@/components/form/search-select'
import { Button } from '@/components/ui/button'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { AzureUsageGroup } from '@/lib/contracts/azure-usage'

/** Says whose usage a subscription of API Management's is: from now on, in every file. */
export function MapUsage({ group, onMapped }: { group: AzureUsageGroup; onMapped: () => void }) {
  const [isOpen, setIsOpen] = useState(false)
  const [subscriptionId, setSubscriptionId] = useState('')
  const kind = group.apimSubscription ? 'subscription' : 'product'
  const name = group.apimSubscription || group.apimProduct
  const map = useCommand(() => sendJson('POST', 'azure/usage/mappings', { kind, name, subscriptionId }))
  if (!isOpen)
    return (
      <Button size="small" look="quiet" aria-label={`Say whose ${name} is`} onClick={() => setIsOpen(true)}>
        Say whose
      </Button>
    )
  return (
    <span className="inline-flex min-w-72 items-center gap-2">
      <SearchSelect
        name={`map-${name}`}
        aria-label={`Subscription of ${name}`}
        lookup={subscriptionLookup}
        value={subscriptionId}
        onChange={setSubscriptionId}
      />
      <Button
        size="small"
        isBusy={map.isPending}
        disabled={subscriptionId === ''}
        onClick={() => map.mutateAsync(undefined).then(onMapped, () => {})}
      >
        Set
      </Button>
    </span>
  )
}
