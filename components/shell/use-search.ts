'use client'

import { useQueries } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { getJson } from '@/lib/client/api-client'
import type { Page } from '@/lib/client/use-list'

export type Found = { kind: string; title: string; href: string }

const nouns = [
  { path: 'tenants', kind: 'Tenant', base: '/admin/tenants' },
  { path: 'products', kind: 'Product', base: '/admin/products' },
  { path: 'users', kind: 'User', base: '/admin/users' },
  { path: 'subscriptions', kind: 'Subscription', base: '/admin/subscriptions' },
  { path: 'backends', kind: 'Backend', base: '/admin/backends' },
]

/** Things by their name, from two letters on, a moment after the last one typed. */
export function useSearch(text: string, isEnabled: boolean): Found[] {
  const [settled, setSettled] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), 200)
    return () => clearTimeout(timer)
  }, [text])
  const results = useQueries({
    queries: nouns.map((noun) => ({
      queryKey: [noun.path, 'found', settled],
      queryFn: () => getJson<Page<{ id: string; name: string }>>(noun.path, { search: settled, limit: 4 }),
      enabled: isEnabled && settled.length >= 2,
      retry: false,
    })),
  })
  return results.flatMap((result, index) => {
    const noun = nouns[index]
    if (!noun || !result.data) return []
    return result.data.items.map((item) => ({ kind: noun.kind, title: item.name, href: `${noun.base}/${item.id}` }))
  })
}
