'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'

/**
 * A write. Afterwards everything the browser has read is read again: one command may change several lists, and a console that
 * shows yesterday's state is worse than one more request.
 */
export function useCommand<Input, Output>(send: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: send, onSuccess: () => client.invalidateQueries() })
}
