'use client'

import { useQueries } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Audience } from '@/components/shell/navigation'
import { getJson, type Query } from '@/lib/client/api-client'
import type { Page } from '@/lib/client/use-list'
import type { Key } from '@/lib/contracts/key'

export type Found = { kind: string; title: string; href: string; note?: string }

type Row = { id: string; name: string; tenantName?: string }
type Noun = {
  path: string
  kind: string
  base: string
  /** What is asked; null where the text cannot be of one. */
  ask?: (text: string) => Query | null
  title?: (row: Row) => string
  note?: (row: Row) => string
}

const keyTitle = (row: Row) => {
  const { prefix, last4 } = row as unknown as Key
  return `${prefix}…${last4}`
}

const keyNote = (row: Row) => {
  const { tenantName, subscriptionName, state } = row as unknown as Key
  return `${tenantName}, ${subscriptionName}${state === 'active' ? '' : `, ${state}`}`
}

/** A key is asked for by what one knows of it: the last four, how it begins, or both. */
const askKey = (text: string): Query | null =>
  /^[0-9A-Za-z]{4}$/.test(text) ? { lastFour: text } : text.startsWith('tg_') ? { search: text } : null

const nouns: Partial<Record<Audience, Noun[]>> = {
  admin: [
    { path: 'keys', kind: 'Key', base: '/admin/keys', ask: askKey, title: keyTitle, note: keyNote },
    { path: 'tenants', kind: 'Tenant', base: '/admin/tenants' },
    { path: 'products', kind: 'Product', base: '/admin/products' },
    { path: 'users', kind: 'User', base: '/admin/users' },
    { path: 'subscriptions', kind: 'Subscription', base: '/admin/subscriptions', note: (row) => row.tenantName ?? '' },
    { path: 'backends', kind: 'Backend', base: '/admin/backends' },
    { path: 'pools', kind: 'Pool', base: '/admin/pools' },
  ],
  portal: [
    { path: 'subscriptions', kind: 'Subscription', base: '/portal/subscriptions', note: (row) => row.tenantName ?? '' },
    { path: 'tenants', kind: 'Tenant', base: '/portal/tenants' },
  ],
}

/** Things by their name, from two letters on, a moment after the last one typed. */
export function useSearch(text: string, audience: Audience | null): { found: Found[]; isBusy: boolean } {
  const [settled, setSettled] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), 200)
    return () => clearTimeout(timer)
  }, [text])
  const asked = (audience ? (nouns[audience] ?? []) : []).flatMap((noun) => {
    const query = settled.length < 2 ? null : noun.ask ? noun.ask(settled) : { search: settled }
    return query ? [{ noun, query }] : []
  })
  const results = useQueries({
    queries: asked.map(({ noun, query }) => ({
      queryKey: [noun.path, 'found', query],
      queryFn: () => getJson<Page<Row>>(noun.path, { ...query, limit: 5 }),
      retry: false,
    })),
  })
  const found = results.flatMap((result, index) => {
    const noun = asked[index]?.noun
    if (!noun || !result.data) return []
    return result.data.items.map((row) => ({
      kind: noun.kind,
      title: noun.title?.(row) ?? row.name,
      note: noun.note?.(row),
      href: `${noun.base}/${row.id}`,
    }))
  })
  return { found, isBusy: settled !== text.trim() || results.some((result) => result.isFetching) }
}
