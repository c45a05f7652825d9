'use client'

import { useRouter } from 'next/navigation'
import { useId } from 'react'
import { Select } from '@/components/ui/input'
import type { Subscription } from '@/lib/contracts/subscription'

type Props = { path: string; chosen: string; subscriptions: Pick<Subscription, 'id' | 'name' | 'tenantName'>[] }

/** Which of one's subscriptions a page is about; it stands in the address. */
export function SubscriptionPicker({ path, chosen, subscriptions }: Props) {
  const router = useRouter()
  const id = useId()
  if (subscriptions.length < 2) return null
  return (
    <div className="flex items-center gap-2">
      <label htmlFor={id}>Subscription</label>
      <Select
        id={id}
        className="!w-auto max-w-72"
        value={chosen}
        onChange={(event) => router.push(`${path}?subscription=${event.target.value}`)}
      >
        {subscriptions.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name} ({one.tenantName})
          </option>
        ))}
      </Select>
    </div>
  )
}
