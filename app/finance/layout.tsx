import type { ReactNode } from 'react'
import { ConsoleFrame } from '@/app/console-frame'

export default function FinanceLayout({ children }: { children: ReactNode }) {
  return <ConsoleFrame audience="finance">{children}</ConsoleFrame>
}
