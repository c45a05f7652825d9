'use client'

import { Select } from '@/components/ui/input'
import { monthTitle } from '@/lib/base/day-range'

type Props = { month: string; months: string[]; onChange: (month: string) => void }

/** The month a page is about, the one it shows offered too where the list does not reach so far back. */
export function MonthSelect({ month, months, onChange }: Props) {
  const offered = months.includes(month) ? months : [month, ...months]
  return (
    <Select aria-label="Month" className="!w-auto" value={month} onChange={(event) => onChange(event.target.value)}>
      {offered.map((one) => (
        <option key={one} value={one}>
          {monthTitle(one)}
        </option>
      ))}
    </Select>
  )
}
