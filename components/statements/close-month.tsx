'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Checkbox } from '@/components/ui/input'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { monthTitle } from '@/lib/base/day-range'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Closing, MonthClosed } from '@/lib/contracts/statement'

/** Closes what is left of a month, some tenants at a time, after saying what that means. */
export function CloseMonth({ closing }: { closing: Closing }) {
  const [isOpen, setIsOpen] = useState(false)
  const [waits, setWaits] = useState(true)
  const { month, open, running, waitingFor } = closing
  const command = useCommand(async () => {
    let closed = 0
    for (let remaining = 1; remaining > 0; ) {
      const without = waits ? [] : waitingFor.map(({ replica }) => replica)
      const done = await sendJson<MonthClosed>('POST', 'closing', { month, without })
      closed += done.closed.length
      remaining = done.closed.length === 0 ? 0 : done.remaining
    }
    return closed
  })
  const title = monthTitle(month)
  if (open === 0) return null
  return (
    <>
      <Button look="primary" onClick={() => setIsOpen(true)}>
        Close {title}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Close ${title}?`}
        look="primary"
        verb={`Close ${countOf(open, 'tenant')}`}
        consequence={
          <>
            {countOf(open, 'tenant')} {open === 1 ? 'gets' : 'get'} a numbered statement that nobody can change. What becomes
            known of {title} later is a late line of the next one.
            {running > 0
              ? ` In ${countOf(running, 'tenant')} the month is not over yet; close again for ${running === 1 ? 'it' : 'them'}.`
              : ''}
          </>
        }
        onConfirm={async () => {
          const closed = await command.mutateAsync(undefined)
          toast.done(`${countOf(closed, 'statement')} of ${title} closed.`)
        }}
      >
        {waitingFor.length > 0 ? (
          <div className="space-y-2">
            <p>These processes may still hold calls of {title}:</p>
            <ul className="list-disc pl-5 text-ink-muted">
              {waitingFor.map(({ replica, why }) => (
                <li key={replica}>
                  {replica} {why}
                </li>
              ))}
            </ul>
            <label htmlFor="without" className="flex items-center gap-2">
              <Checkbox id="without" checked={!waits} onChange={(event) => setWaits(!event.target.checked)} />
              Close without them; what they hold comes as late lines
            </label>
          </div>
        ) : null}
      </ConfirmDialog>
    </>
  )
}
