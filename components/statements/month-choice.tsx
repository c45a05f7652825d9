'use client'

import { useRouter } from 'next/navigation'
import { MonthSelect } from '@/components/finance/month-select'

/** The month the page is about; in the URL. */
export function MonthChoice({ month, months, path = '/finance/statements' }: { month: string; months: string[]; path?: string }) {
  const router = useRouter()
  return <MonthSelect month={month} months={months} onChange={(one) => router.push(`${path}?month=${one}`)} />
}
