'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

/** After every successful command the server components of the page are read again, so the sentence on top is true too. */
export function RefreshAfterCommands() {
  const client = useQueryClient()
  const router = useRouter()
  useEffect(
    () =>
      client.getMutationCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'success') router.refresh()
      }),
    [client, router],
  )
  return null
}
