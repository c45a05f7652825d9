'use client'

import { EditKey } from '@/components/keys/edit-key'
import { RevokeKey } from '@/components/keys/revoke-key'
import { RotateKey } from '@/components/keys/rotate-key'
import type { Key } from '@/lib/contracts/key'

type Props = { apiKey: Key; size?: 'small' | 'medium'; canEdit: boolean; canRotate: boolean; canRevoke: boolean }

/** What can be done with a key that lives. */
export function KeyActions({ apiKey, size = 'small', canEdit, canRotate, canRevoke }: Props) {
  if (apiKey.state !== 'active') return null
  return (
    <span className="inline-flex gap-1">
      {canEdit ? <EditKey apiKey={apiKey} size={size} /> : null}
      {canRotate && !apiKey.replacedById ? <RotateKey apiKey={apiKey} size={size} /> : null}
      {canRevoke ? <RevokeKey apiKey={apiKey} size={size} /> : null}
    </span>
  )
}
