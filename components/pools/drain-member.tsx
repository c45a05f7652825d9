'use client'

import { useState } from 'react'
import { describeTraffic, type PoolMemberNow } from '@/components/pools/traffic-words'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { describeFailure } from '@/lib/client/api-error'
import { useCommand } from '@/lib/client/use-command'
import { useResource } from '@/lib/client/use-resource'
import type { Pool } from '@/lib/contracts/pool'
import type { PoolTraffic } from '@/lib/contracts/pool-live'

/** Takes a member out of rotation, after saying where its calls go, or puts it back. */
export function DrainMember({ pool, member }: { pool: Pool; member: PoolMemberNow }) {
  const [isOpen, setIsOpen] = useState(false)
  const { backendId, backendName, isDrained } = member
  const command = useCommand((drained: boolean) =>
    sendJson<Pool>('POST', `pools/${pool.id}/drain`, { backendIds: [backendId], isDrained: drained }),
  )
  const takeBack = () =>
    command.mutate(false, {
      onSuccess: () => toast.done(`${backendName} takes calls again.`),
      onError: (error) => toast.failed(describeFailure(error).title),
    })
  if (isDrained)
    return (
      <Button size="small" look="quiet" isBusy={command.isPending} aria-label={`Take ${backendName} back`} onClick={takeBack}>
        Take back
      </Button>
    )
  return (
    <>
      <Button
        size="small"
        look="quiet"
        aria-haspopup="dialog"
        aria-label={`Drain ${backendName}`}
        onClick={() => setIsOpen(true)}
      >
        Drain
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Drain ${backendName}?`}
        consequence={isOpen ? <Consequence pool={pool} member={member} /> : null}
        verb="Drain"
        look="primary"
        onConfirm={async () => {
          await command.mutateAsync(true)
          toast.done(`${backendName} takes no new calls.`)
        }}
      />
    </>
  )
}

function Consequence({ pool, member }: { pool: Pool; member: PoolMemberNow }) {
  const { data } = useResource<PoolTraffic>(`pools/${pool.id}/traffic`, undefined, { without: member.backendId })
  const members = pool.members as PoolMemberNow[]
  return (
    <>
      <p>
        Within a second it takes no new call;{' '}
        {member.inFlight === 0 ? 'none is' : `${countOf(member.inFlight, 'call')} that ${member.inFlight === 1 ? 'is' : 'are'}`}{' '}
        under way
        {member.inFlight === 0 ? '.' : ' will end by themselves.'}
      </p>
      <p className="mt-2">
        {data ? describeTraffic(members, new Set([member.backendId]), data) : 'Asking where its calls would go …'}
      </p>
    </>
  )
}
