'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { ApiError } from '@/lib/client/api-error'

/** Holds what the browser has read. What the server refused is not asked again; what did not arrive is, twice. */
export function ClientProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // Without a network we fail at once and say so, rather than wait in silence for it to come back.
          mutations: { networkMode: 'always' },
          queries: {
            networkMode: 'always',
            staleTime: 2_000,
            retry: (count, error) => !(error instanceof ApiError && error.status < 500) && count < 2,
          },
        },
      }),
  )
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
