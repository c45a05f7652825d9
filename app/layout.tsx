import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { NonceForPopovers } from '@/components/shell/nonce-for-popovers'
import { RefreshAfterCommands } from '@/components/shell/refresh-after-commands'
import { readTheme, themeCookie } from '@/components/shell/theme'
import { SecretDesk } from '@/components/ui/secret-desk'
import { Toaster } from '@/components/ui/toaster'
import { ClientProvider } from '@/lib/client/client-provider'
import './globals.css'

// Every page carries a nonce of its own, so none can be prerendered.
export const dynamic = 'force-dynamic'

export const metadata: Metadata = {
  title: { default: 'Tollgate', template: '%s · Tollgate' },
  description: 'AI gateway, developer portal and chargeback.',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get(themeCookie)?.value)
  return (
    <html lang="en" className={`${GeistSans.variable} ${theme === 'system' ? '' : theme}`}>
      <body>
        <NonceForPopovers />
        <ClientProvider>
          <RefreshAfterCommands />
          {children}
        </ClientProvider>
        <Toaster />
        <SecretDesk />
      </body>
    </html>
  )
}
