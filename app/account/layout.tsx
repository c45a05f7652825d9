import type { ReactNode } from 'react'
import { ConsoleFrame } from '@/app/console-frame'

export default function AccountLayout({ children }: { children: ReactNode }) {
  return <ConsoleFrame audience={null}>{children}</ConsoleFrame>
}
