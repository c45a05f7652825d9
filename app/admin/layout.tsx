import type { ReactNode } from 'react'
import { ConsoleFrame } from '@/app/console-frame'

export default function AdminLayout({ children }: { children: ReactNode }) {
  return <ConsoleFrame audience="admin">{children}</ConsoleFrame>
}
