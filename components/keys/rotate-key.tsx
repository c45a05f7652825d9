'use client'

import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import type { Key } from '@/lib/contracts/key'

const RotateForm = lazyForm(() => import('@/components/keys/rotate-key-form').then(({ RotateForm }) => RotateForm))

/** A new secret in the same slot; the old one goes on for a while, so that callers can be moved over. */
export function RotateKey({ apiKey, size = 'small' }: { apiKey: Key; size?: 'small' | 'medium' }) {
  return (
    <FormDialog
      size={size}
      look={size === 'small' ? 'quiet' : 'secondary'}
      trigger="Rotate"
      triggerLabel={`Rotate ${apiKey.slot} key ending in ${apiKey.last4}`}
      prefetch={RotateForm.prefetch}
      title={`Rotate the ${apiKey.slot} key`}
      sentence="You get a new key for this slot; the old one goes on until the moment you choose, so that callers can be moved over."
    >
      {(close) => <RotateForm apiKey={apiKey} onDone={close} />}
    </FormDialog>
  )
}
