'use client'

import { useSyncExternalStore } from 'react'
import { SecretOnce } from '@/components/ui/secret-once'
import { forgetSecret, getShownSecret, subscribeToSecret } from '@/components/ui/shown-secret'

/** Where a secret is shown until it is closed on purpose, whatever becomes of the page behind. */
export function SecretDesk() {
  const secret = useSyncExternalStore(subscribeToSecret, getShownSecret, () => null)
  return secret ? <SecretOnce {...secret} onClose={forgetSecret} /> : null
}
