import type { ReactNode } from 'react'
import { ConsoleFrame } from '@/app/console-frame'

export default function PortalLayout({ children }: { children: ReactNode }) {
  return <ConsoleFrame audience="portal">{children}</ConsoleFrame>
}
