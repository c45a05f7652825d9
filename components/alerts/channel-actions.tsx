'use client'

import { useState } from 'react'
import { EditChannel, SigningSecret } from '@/components/alerts/channel-dialogs'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { DeleteButton } from '@/components/ui/delete-button'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'
import { useCommand } from '@/lib/client/use-command'
import type { Channel, ChannelCreated } from '@/lib/contracts/channel'

/** What can be done with a channel. */
export function ChannelActions({ channel }: { channel: Channel }) {
  return (
    <span className="inline-flex gap-1">
      <TestChannel channel={channel} />
      {channel.kind === 'webhook' ? <RotateSecret channel={channel} /> : null}
      <EditChannel channel={channel} />
      <DeleteButton
        size="small"
        path={`channels/${channel.id}`}
        version={channel.version}
        noun="channel"
        name={channel.name}
        consequence={
          channel.pending > 0
            ? `${countOf(channel.pending, 'notice')} on the way to it will not arrive, and nothing is sent there any more.`
            : 'Nothing is sent there any more.'
        }
      />
    </span>
  )
}

/** Sends a test by the way every notice takes; whether it arrived is said in the row. */
function TestChannel({ channel }: { channel: Channel }) {
  const command = useCommand(() => sendJson('POST', `channels/${channel.id}/test`, {}))
  const test = async () => {
    try {
      await command.mutateAsync(undefined)
      toast.done(`A test is on its way to ${channel.name}; see Sent for how it fared.`)
    } catch (error) {
      toast.failed(describeFailure(error).title)
    }
  }
  return (
    <Button size="small" look="quiet" aria-label={`Test channel ${channel.name}`} isBusy={command.isPending} onClick={test}>
      Test
    </Button>
  )
}

function RotateSecret({ channel }: { channel: Channel }) {
  const [isOpen, setIsOpen] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const command = useCommand(() =>
    sendJson<ChannelCreated>('POST', `channels/${channel.id}/rotate-secret`, {}, { version: channel.version }),
  )
  return (
    <>
      <Button size="small" look="quiet" aria-label={`Rotate the secret of ${channel.name}`} onClick={() => setIsOpen(true)}>
        Rotate secret
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        look="primary"
        title={`A new signing secret for ${channel.name}?`}
        consequence="For 24 hours each webhook is signed with the new and the former secret, so that the receiver can be moved over. After that, the former one counts no more."
        verb="Make a new secret"
        onConfirm={async () => setSecret((await command.mutateAsync(undefined)).signingSecret)}
      />
      {secret ? <SigningSecret name={channel.name} secret={secret} onClose={() => setSecret(null)} /> : null}
    </>
  )
}
