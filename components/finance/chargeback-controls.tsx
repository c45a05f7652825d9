'use client'

import { useRouter } from 'next/navigation'
import { byWords, monthTitle } from '@/components/finance/months'
import { Select } from '@/components/ui/input'
import { queryString } from '@/lib/client/api-client'
import { chargebackBy } from '@/lib/contracts/enumerations'
import type { ChargebackBy } from '@/lib/contracts/report'

type Props = { month: string; by: ChargebackBy; months: string[] }

/** Which month, by what; both in the URL. */
export function ChargebackControls({ month, by, months }: Props) {
  const router = useRouter()
  const show = (changes: { month?: string; by?: string }) => router.push(`/finance${queryString({ month, by, ...changes })}`)
  const offered = months.includes(month) ? months : [month, ...months]
  return (
    <>
      <Select aria-label="Month" className="!w-auto" value={month} onChange={(event) => show({ month: event.target.value })}>
        {offered.map((one) => (
          <option key={one} value={one}>
            {monthTitle(one)}
          </option>
        ))}
      </Select>
      <Select aria-label="By" className="!w-auto" value={by} onChange={(event) => show({ by: event.target.value })}>
        {chargebackBy.map((one) => (
          <option key={one} value={one}>
            by {byWords[one].one}
          </option>
        ))}
      </Select>
    </>
  )
}
