'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Limit } from '@/lib/contracts/limit'

/** Sets one counter of a limit to nothing used, or all of them where no counter is named. */
export function ResetLimit({ limit, countKey, counterName }: { limit: Limit; countKey?: string; counterName?: string }) {
  const [isOpen, setIsOpen] = useState(false)
  const command = useCommand(() => sendJson('POST', `limits/${limit.id}/reset`, countKey === undefined ? {} : { countKey }))
  const what = counterName ? `the counter of ${counterName}` : 'all its counters'
  return (
    <>
      <Button
        size="small"
        look="quiet"
        aria-label={counterName ? `Reset the counter of ${counterName}` : `Reset all counters of ${limit.name}`}
        onClick={() => setIsOpen(true)}
      >
        {counterName ? 'Reset' : 'Reset all'}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Reset ${limit.name}?`}
        consequence={`Sets ${what} to nothing used, on every gateway within a second. What running calls hold stays held, the ledger stays as it is, and the audit trail says who did it.`}
        verb="Reset"
        onConfirm={async () => {
          await command.mutateAsync(undefined)
          toast.done(`${limit.name} begins again.`)
        }}
      />
    </>
  )
}
