'use client'

import { useRouter } from 'next/navigation'
import { MonthSelect } from '@/components/finance/month-select'
import { byWords } from '@/components/finance/months'
import { Select } from '@/components/ui/input'
import { queryString } from '@/lib/client/api-client'
import { chargebackBy } from '@/lib/contracts/enumerations'
import type { ChargebackBy } from '@/lib/contracts/report'

type Props = { month: string; by: ChargebackBy; months: string[] }

/** Which month, by what; both in the URL. */
export function ChargebackControls({ month, by, months }: Props) {
  const router = useRouter()
  const show = (changes: { month?: string; by?: string }) => router.push(`/finance${queryString({ month, by, ...changes })}`)
  return (
    <>
      <MonthSelect month={month} months={months} onChange={(one) => show({ month: one })} />
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
