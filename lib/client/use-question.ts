'use client'

import { useMutation } from '@tanstack/react-query'
import { sendJson } from '@/lib/client/api-client'

/** A question that needs a body, and changes nothing. */
export function useQuestion<Output>(path: string) {
  return useMutation({ mutationFn: (body: object) => sendJson<Output>('POST', path, body) })
}
