'use client'

import { SecretOnce } from '@/components/ui/secret-once'
import type { KeyCreated } from '@/lib/contracts/key'

/** The new key, this once. */
export function KeyOnce({ created, onClose }: { created: KeyCreated | null; onClose: () => void }) {
  if (!created?.key) return null
  return (
    <SecretOnce
      title={`Your ${created.slot} key`}
      sentence="Copy it now: it is shown only this once, and we keep nothing it could be read from."
      label="Key"
      value={created.key}
      onClose={onClose}
    />
  )
}
