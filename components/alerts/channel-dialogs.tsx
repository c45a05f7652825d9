'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { lazyForm } from '@/components/form/lazy-form'
import { SecretOnce } from '@/components/ui/secret-once'
import { toast } from '@/components/ui/toast'
import type { Channel, ChannelCreated } from '@/lib/contracts/channel'

const CreateForm = lazyForm(() => import('@/components/alerts/channel-form').then(({ CreateForm }) => CreateForm))
const EditForm = lazyForm(() => import('@/components/alerts/channel-form').then(({ EditForm }) => EditForm))

/** Says where notices go. A webhook's signing secret is shown once. */
export function CreateChannel() {
  const [made, setMade] = useState<ChannelCreated | null>(null)
  return (
    <>
      <FormDialog
        trigger="Create channel"
        look="primary"
        prefetch={CreateForm.prefetch}
        title="Create channel"
        sentence="Where notices go, and which of them."
        width="wide"
      >
        {(close) => (
          <CreateForm
            onDone={(channel) => {
              close()
              if (channel?.signingSecret) setMade(channel)
              else if (channel) toast.done(`Channel ${channel.name} created.`)
            }}
          />
        )}
      </FormDialog>
      {made?.signingSecret ? <SigningSecret name={made.name} secret={made.signingSecret} onClose={() => setMade(null)} /> : null}
    </>
  )
}

/** The secret, and what a receiver does with it. */
export function SigningSecret({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  return (
    <SecretOnce
      title={`Signing secret of ${name}`}
      sentence="It is shown this once. Each webhook is signed with it, as Standard Webhooks says."
      label="Signing secret"
      value={secret}
      onClose={onClose}
    >
      <p className="text-sm text-ink-muted">
        Your receiver checks <code>webhook-id</code>, <code>webhook-timestamp</code> and <code>webhook-signature</code> with any
        library of Standard Webhooks, and keeps each <code>webhook-id</code> it has seen: a notice may come twice, with one id.
      </p>
    </SecretOnce>
  )
}

export function EditChannel({ channel }: { channel: Channel }) {
  return (
    <FormDialog
      size="small"
      look="quiet"
      trigger="Edit"
      triggerLabel={`Edit channel ${channel.name}`}
      prefetch={EditForm.prefetch}
      title={`Edit ${channel.name}`}
      width="wide"
    >
      {(close) => <EditForm channel={channel} onDone={close} />}
    </FormDialog>
  )
}
