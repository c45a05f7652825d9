'use client'

import { useRouter } from 'next/navigation'
import { monthTitle } from '@/components/finance/months'
import { Select } from '@/components/ui/input'

/** The month the page is about; in the URL. */
export function MonthChoice({ month, months }: { month: string; months: string[] }) {
  const router = useRouter()
  const offered = months.includes(month) ? months : [month, ...months]
  return (
    <Select
      aria-label="Month"
      className="!w-auto"
      value={month}
      onChange={(event) => router.push(`/finance/statements?month=${event.target.value}`)}
    >
      {offered.map((one) => (
        <option key={one} value={one}>
          {monthTitle(one)}
        </option>
      ))}
    </Select>
  )
}
