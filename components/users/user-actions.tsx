'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { type OneTimeLink, showLink } from '@/components/users/show-link'
import { sendJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'
import { useCommand } from '@/lib/client/use-command'
import type { User } from '@/lib/contracts/user'

/** Disable, enable, and the link with which somebody sets a new password. */
export function UserActions({ user }: { user: User }) {
  const [isDisabling, setIsDisabling] = useState(false)
  const setDisabled = useCommand((disabled: boolean) =>
    sendJson('PATCH', `users/${user.id}`, { disabled }, { version: user.version }),
  )
  const reset = useCommand(() => sendJson<OneTimeLink>('POST', `users/${user.id}/reset-link`, {}))

  const makeLink = async () => {
    try {
      showLink(`Password link for ${user.name}`, await reset.mutateAsync(undefined))
    } catch (error) {
      toast.failed(describeFailure(error).title)
    }
  }

  return (
    <>
      {user.kind === 'person' && !user.disabledAt ? (
        <Button isBusy={reset.isPending} onClick={makeLink}>
          Reset password
        </Button>
      ) : null}
      {user.disabledAt ? (
        <Button isBusy={setDisabled.isPending} onClick={() => setDisabled.mutate(false)}>
          Enable
        </Button>
      ) : (
        <Button look="danger" onClick={() => setIsDisabling(true)}>
          Disable
        </Button>
      )}
      <ConfirmDialog
        isOpen={isDisabling}
        onOpenChange={setIsDisabling}
        title={`Disable ${user.name}?`}
        consequence="Their sessions and management tokens stop with the next request. Keys of their subscriptions go on working."
        verb="Disable user"
        onConfirm={() => setDisabled.mutateAsync(true)}
      />
    </>
  )
}
