'use client'

import { useQuery } from '@tanstack/react-query'
import { getJson, type Query } from '@/lib/client/api-client'

/** One resource or report, first as the server component read it. */
export function useResource<T>(
  path: string,
  initial?: T,
  query?: Query,
  options: { refetchMs?: number; isEnabled?: boolean } = {},
) {
  return useQuery({
    queryKey: [path, 'one', query ?? {}],
    queryFn: ({ signal }) => getJson<T>(path, query, signal),
    initialData: initial,
    refetchInterval: options.refetchMs,
    enabled: options.isEnabled ?? true,
  })
}
