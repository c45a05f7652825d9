'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Commitment } from '@/lib/contracts/commitment'

/** Works late calls in: who used an hour is looked at again, and the differences are booked. */
export function Reallocate({ commitment }: { commitment: Commitment }) {
  const [isOpen, setIsOpen] = useState(false)
  const command = useCommand(() => sendJson('POST', `commitments/${commitment.id}/reallocate`))
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>Work late calls in</Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Work late calls into ${commitment.name}?`}
        look="primary"
        verb="Allocate again"
        consequence="Hours that were allocated are looked at again. What other calls have changed stands on the next statements, as adjustments that add up to nothing; closed statements stay as they are."
        onConfirm={async () => {
          await command.mutateAsync(undefined)
          toast.done('Allocated again.')
        }}
      />
    </>
  )
}
