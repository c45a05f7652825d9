'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { useId } from 'react'
import { Select } from '@/components/ui/input'
import type { Subscription } from '@/lib/contracts/subscription'

type Props = { path: string; chosen: string; subscriptions: Pick<Subscription, 'id' | 'name' | 'tenantName'>[] }

/** Which of one's subscriptions a page is about; it stands in the address. */
export function SubscriptionPicker({ path, chosen, subscriptions }: Props) {
  const router = useRouter()
  const shown = useSearchParams()
  const id = useId()
  if (subscriptions.length < 2) return null
  return (
    <div className="flex items-center gap-2">
      <label htmlFor={id}>Subscription</label>
      <Select
        id={id}
        className="!w-auto max-w-72 max-sm:max-w-52"
        value={chosen}
        onChange={(event) =>
          router.push(`${path}?${new URLSearchParams([...withoutChoice(shown), ['subscription', event.target.value]])}`)
        }
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

/** What else the address says stays. */
function withoutChoice(shown: URLSearchParams): [string, string][] {
  return [...shown].filter(([name]) => name !== 'subscription')
}
