'use client'

import { useQuery } from '@tanstack/react-query'
import { getJson, type Query } from '@/lib/client/api-client'
import type { Page } from '@/lib/client/use-list'

export type Choice = { value: string; label: string }

/** All of a noun, for a field that chooses one: at most the thousand a list gives at once. */
export function useAll<Row>(path: string, query: Query = {}, isEnabled = true): Row[] | undefined {
  const { data } = useQuery({
    queryKey: [path, 'all', query],
    queryFn: ({ signal }) => getJson<Page<Row>>(path, { ...query, limit: 1000 }, signal),
    enabled: isEnabled,
  })
  return data?.items
}

/** A noun's rows as choices: the id and the name. */
export function useChoices(path: string, query: Query = {}, isEnabled = true): Choice[] {
  const rows = useAll<{ id: string; name: string }>(path, query, isEnabled)
  return (rows ?? []).map((row) => ({ value: row.id, label: row.name }))
}
