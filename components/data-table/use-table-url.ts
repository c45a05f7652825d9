'use client'

import { useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

/** The table's part of the page's URL: what is searched, filtered, sorted and shown. A link to it shows the same. */
export function useTableUrl(prefix = '') {
  const params = useSearchParams()

  const get = (name: string) => params.get(prefix + name) ?? ''

  /** Sets or, with '', removes. Anything but paging starts again at the first page. */
  const set = useCallback(
    (changes: Record<string, string>, history: 'replace' | 'push' = 'replace') => {
      const next = new URLSearchParams(window.location.search)
      if (!('cursor' in changes) && !('columns' in changes)) next.delete(`${prefix}cursor`)
      for (const [name, value] of Object.entries(changes)) {
        if (value) next.set(prefix + name, value)
        else next.delete(prefix + name)
      }
      const query = next.toString()
      const url = `${window.location.pathname}${query ? `?${query}` : ''}`
      // Next follows these calls without asking the server for the page again.
      if (history === 'push') window.history.pushState(null, '', url)
      else window.history.replaceState(null, '', url)
    },
    [prefix],
  )

  return { params: Object.fromEntries(params.entries()), get, set }
}

export type TableUrl = ReturnType<typeof useTableUrl>
