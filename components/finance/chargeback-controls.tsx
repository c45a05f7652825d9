'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type ChargebackView, describeBy, narrowings, viewHref } from '@/components/finance/chargeback-view'
import { lastMonths, readBy } from '@/components/finance/months'
import { Button } from '@/components/ui/button'
import { Input, Select } from '@/components/ui/input'
import { type DayRange, kindOfRange, periodOfDay, rangeName, rangeOfPeriod, rangeTitle } from '@/lib/base/day-range'
import { chargebackBy } from '@/lib/contracts/enumerations'

const OTHER = 'other'

/** Which days, and by what; both in the URL. */
export function ChargebackControls({ view, today }: { view: ChargebackView; today: string }) {
  const router = useRouter()
  const { range, by } = view
  const [isOther, setIsOther] = useState(kindOfRange(range) === null)
  const show = (changes: Partial<ChargebackView>) => router.push(viewHref({ ...view, ...changes }))
  const choose = (period: string) => {
    setIsOther(period === OTHER)
    const chosen = rangeOfPeriod(period)
    if (chosen) show({ range: chosen })
  }
  return (
    <>
      <Select
        aria-label="Period"
        className="!w-auto"
        value={isOther ? OTHER : rangeName(range)}
        onChange={(event) => choose(event.target.value)}
      >
        {groupsOf(today, range).map(({ label, periods }) => (
          <optgroup key={label} label={label}>
            {periods.map((period) => (
              <option key={period} value={period}>
                {rangeTitle(rangeOfPeriod(period) ?? range)}
              </option>
            ))}
          </optgroup>
        ))}
        <option value={OTHER}>Other days…</option>
      </Select>
      {isOther ? <DaysForm range={range} onShow={(chosen) => show({ range: chosen })} /> : null}
      <Select aria-label="By" className="!w-auto" value={by} onChange={(event) => show({ by: readBy(event.target.value) })}>
        {chargebackBy.map((one) => (
          <option key={one} value={one}>
            {describeBy(one)}
          </option>
        ))}
      </Select>
    </>
  )
}

/** From one day to another. */
function DaysForm({ range, onShow }: { range: DayRange; onShow: (range: DayRange) => void }) {
  const [first, setFirst] = useState(range.first)
  const [last, setLast] = useState(range.last)
  const isWrong = first === '' || last === '' || first > last
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isWrong) onShow({ first, last })
      }}
    >
      <Input
        aria-label="First day"
        type="date"
        className="!w-auto"
        value={first}
        onChange={(event) => setFirst(event.target.value)}
      />
      <Input
        aria-label="Last day"
        aria-invalid={isWrong}
        aria-describedby={isWrong ? 'days-wrong' : undefined}
        type="date"
        className="!w-auto"
        value={last}
        onChange={(event) => setLast(event.target.value)}
      />
      <Button type="submit" disabled={isWrong}>
        Show
      </Button>
      {isWrong ? (
        <span id="days-wrong" role="alert" className="text-sm text-danger">
          The last day must not be before the first.
        </span>
      ) : null}
    </form>
  )
}

/** What the report is narrowed to, each with a way out. */
export function Narrowed({ view, nameOf }: { view: ChargebackView; nameOf: Record<string, string> }) {
  const router = useRouter()
  const given = narrowings.filter((name) => view[name])
  if (given.length === 0) return null
  return (
    <p className="mb-6 flex flex-wrap items-center gap-2 text-sm">
      <span className="text-ink-muted">Only</span>
      {given.map((name) => (
        <Button key={name} size="small" onClick={() => router.push(viewHref({ ...view, [name]: undefined }))}>
          {words[name]} {nameOf[name] ?? view[name]} <span aria-hidden>×</span>
          <span className="sr-only">, show all again</span>
        </Button>
      ))}
    </p>
  )
}

const words = { tenantId: 'tenant', costCentre: 'cost centre', productId: 'product', model: 'model', backendId: 'backend' }

/** The last months, quarters and years, the shown one among them. */
function groupsOf(today: string, range: DayRange): { label: string; periods: string[] }[] {
  const months = lastMonths(new Date(`${today}T00:00:00Z`), 24)
  const groups = [
    { label: 'Months', kind: 'month' as const, periods: months.slice(0, 18) },
    {
      label: 'Quarters',
      kind: 'quarter' as const,
      periods: distinct(months.map((month) => periodOfDay('quarter', `${month}-01`))),
    },
    { label: 'Years', kind: 'year' as const, periods: distinct(months.map((month) => periodOfDay('year', `${month}-01`))) },
  ]
  const shown = rangeName(range)
  return groups.map(({ label, kind, periods }) => ({
    label,
    periods: kindOfRange(range) === kind && !periods.includes(shown) ? [shown, ...periods] : periods,
  }))
}

function distinct(values: string[]): string[] {
  return [...new Set(values)]
}
