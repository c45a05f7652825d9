'use client'

import { useState } from 'react'
import { simulatedWords } from '@/components/pools/words'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'
import { useCommand } from '@/lib/client/use-command'
import { simulatedModes } from '@/lib/contracts/enumerations'
import type { LiveMemberView, SimulatedMode } from '@/lib/contracts/pool-live'

type Props = { member: LiveMemberView & { backendName: string } }

/** Breaks a simulated provider in the way chosen, or mends it. */
export function MemberLevers({ member: { backendId, backendName, simulated } }: Props) {
  const [way, setWay] = useState<SimulatedMode>('down')
  const command = useCommand((mode: SimulatedMode) => sendJson('POST', `backends/${backendId}/simulate`, { mode }))
  if (simulated === null) return null
  const pull = (mode: SimulatedMode) => command.mutate(mode, { onError: (error) => toast.failed(describeFailure(error).title) })
  if (simulated !== 'ok') {
    return (
      <span className="inline-flex items-center gap-2">
        <span className="text-sm text-danger">{wordsOf(simulated)}</span>
        <Button size="small" isBusy={command.isPending} aria-label={`Mend ${backendName}`} onClick={() => pull('ok')}>
          Mend
        </Button>
      </span>
    )
  }
  return (
    <span className="inline-flex items-center gap-2 max-sm:ps-2">
      <Select
        aria-label={`How to break ${backendName}`}
        className="w-30 min-w-30 text-sm sm:h-7"
        value={way}
        onChange={(event) => setWay(event.target.value as SimulatedMode)}
      >
        {simulatedModes
          .filter((mode) => mode !== 'ok')
          .map((mode) => (
            <option key={mode} value={mode}>
              {simulatedWords[mode]}
            </option>
          ))}
      </Select>
      <Button size="small" look="danger" isBusy={command.isPending} aria-label={`Break ${backendName}`} onClick={() => pull(way)}>
        Break
      </Button>
    </span>
  )
}

/** Eight calls a second for a minute, so that breakers have something to hear. */
export function SendCalls({ poolId }: { poolId: string }) {
  const command = useCommand(() => sendJson('POST', `pools/${poolId}/calls`, {}))
  const send = () =>
    command.mutate(undefined, {
      onSuccess: () => toast.done('Eight calls a second go out for a minute.'),
      onError: (error) => toast.failed(describeFailure(error).title),
    })
  return (
    <Button isBusy={command.isPending} onClick={send}>
      Send calls for a minute
    </Button>
  )
}

function wordsOf(mode: string): string {
  return mode in simulatedWords ? simulatedWords[mode as SimulatedMode] : mode
}
